public import Domain
internal import FoundationEssentials
public import VaultEngine

/// A throw-away vault full of examples, and the stand-in provider that its grants lead to.
public struct DemoVault: Sendable {
  /// What the portal's admin prompt takes, so that everything can be tried.
  public static let passphrase = "demo"
  /// How many events its log begins with.
  public static let events = 10_000

  public let vault: Vault
  public let location: VaultLocation
  /// Where the stand-in provider listens.
  public let origin: Origin
  private let folder: URL
  /// A call that waits for an approval, until the demo ends.
  private let waiting: Task<Void, Never>

  private static let day: Int64 = 86_400

  /// Makes it in a folder of its own below the system's temporary one; unlocked, the admin right held.
  public static func make() async throws -> DemoVault {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gatehouse-demo-\(Identifier())")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    do { return try await make(in: folder) } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  /// Closes the vault and removes what it has written.
  public func close() async {
    waiting.cancel()
    await waiting.value
    await vault.close()
    try? FileManager.default.removeItem(at: folder)
  }

  private static func make(in folder: URL) async throws -> DemoVault {
    let services = DemoService.all()
    let provider = try await DemoProvider.start(services)
    let today = Timestamp.now()
    let clock = DemoClock(at: today.adding(seconds: -14 * day))
    let location = VaultLocation(
      home: folder.path + "/vault", state: folder.path + "/state", configuration: folder.path + "/configuration")
    let vault = try await Vault.create(
      at: location, passphrase: SecretBytes(passphrase),
      options: VaultOptions(
        lockAfter: day, allowsWeakPassphrase: true, usesKeyring: false, now: { clock.now }))
    let kit = try await vault.createRecoveryKit()
    try await vault.testRecoveryKit(kit.code)
    try await DemoContents(vault: vault, services: services, origin: provider.origin).store(now: today)

    var history = try await history(of: vault, now: today)
    let rotation = today.adding(seconds: -5 * day)
    let later = events / 3
    // What was stored, the two rotations, and the call that waits, are events too.
    let earlier = events - later - Int(try await vault.auditPage(AuditQuery(), before: nil, limit: 1).total) - 3
    try await vault.append(history: history.events(earlier, from: today.adding(seconds: -13 * day), to: rotation))
    clock.set(rotation)
    for name in ["stripe-billing", "github-ci"] {
      guard let service = services.first(where: { $0.name == name }) else { continue }
      _ = try await vault.rotateSecret(try await vault.secret(named: name).id, service.credential)
    }
    try await vault.append(history: history.events(later, from: rotation.adding(seconds: 60), to: today))
    clock.set(nil)
    let waiting = await DemoApproval.begin(vault, origin: provider.origin)
    return DemoVault(vault: vault, location: location, origin: provider.origin, folder: folder, waiting: waiting)
  }

  private static func history(of vault: Vault, now: Timestamp) async throws -> DemoHistory {
    let overview = try await vault.overview()
    return try DemoHistory(
      grants: overview.grants.map(\.grant), secrets: overview.secrets, policies: overview.policies, now: now)
  }
}
