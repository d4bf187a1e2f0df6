import Domain
import Foundation
import GRDB
import LocalServers
import VaultCrypto

@testable import VaultEngine

/// A real vault in a folder of its own, opened in milliseconds.
struct TemporaryVault {
  static let passphrase = "correct horse battery staple"

  let location: VaultLocation
  let vault: Vault
  let options: VaultOptions

  init(
    lockAfter: Int64 = 60, usesKeyring: Bool = true, oauthTimeout: Duration = .seconds(30),
    cost: Scrypt.Cost? = nil, now: @escaping @Sendable () -> Timestamp = { .now() }
  )
    async throws
  {
    _ = OpenFiles.raisedLimit
    let folder = FileManager.default.temporaryDirectory.path + "/gatehouse-\(Identifier())"
    location = VaultLocation(home: folder + "/home", state: folder + "/state", configuration: folder + "/config")
    var options = VaultOptions.forTests(lockAfter: lockAfter, usesKeyring: usesKeyring, now: now)
    options.oauthTimeout = oauthTimeout
    if let cost { options.cost = cost }
    self.options = options
    vault = try await Vault.create(at: location, passphrase: SecretBytes(Self.passphrase), options: options)
  }

  /// Another process's view of the same vault.
  func another() async throws -> Vault { try await Vault.open(at: location, options: options) }

  /// Changes the file behind the vault's back, as an attacker would who cannot sign.
  func tamper(_ sql: String, _ ids: [Identifier] = []) async throws {
    try await vault.database.write { transaction in
      try transaction.db.execute(sql: sql, arguments: StatementArguments(ids.map { Blob($0.bytes) }))
    }
  }

  /// Takes the key from the keyring and the folder from the disk.
  func remove() async {
    try? await vault.lock()
    await vault.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  var folder: String { String(location.home.dropLast("/home".count)) }

  /// Runs a test's body with a vault that is gone afterwards.
  static func with<Result>(
    lockAfter: Int64 = 60, usesKeyring: Bool = true, oauthTimeout: Duration = .seconds(30),
    cost: Scrypt.Cost? = nil, now: @escaping @Sendable () -> Timestamp = { .now() },
    _ body: (TemporaryVault) async throws -> Result
  ) async throws -> Result {
    await Turnstile.vaults.enter()
    do {
      let temporary = try await TemporaryVault(
        lockAfter: lockAfter, usesKeyring: usesKeyring, oauthTimeout: oauthTimeout, cost: cost, now: now)
      do {
        let result = try await body(temporary)
        await temporary.remove()
        await Turnstile.vaults.leave()
        return result
      } catch {
        await temporary.remove()
        throw error
      }
    } catch {
      await Turnstile.vaults.leave()
      throw error
    }
  }

  static func draft(_ name: String, origin: String = "https://api.example.com") throws -> SecretDraft {
    SecretDraft(
      name: name, provider: "custom", kind: "", binding: try Binding(origins: [try Origin(origin)]),
      injection: .bearer())
  }

  @discardableResult
  func store(
    _ name: String, value: String = "value-1", origin: String = "https://api.example.com"
  ) async throws
    -> StoredSecret
  {
    try await vault.storeSecret(try Self.draft(name, origin: origin), .token(SecretBytes(value)))
  }
}

/// A clock that a test moves.
final class TestClock: Sendable {
  private let offset = Locked<Int64>(0)
  private let still: Timestamp?

  /// - Parameter isStill: it stands unless the test moves it, however long the test takes.
  init(isStill: Bool = false) { still = isStill ? .now() : nil }

  var now: @Sendable () -> Timestamp {
    { [offset, still] in (still ?? .now()).adding(seconds: offset.value) }
  }

  func advance(seconds: Int64) { offset.change { $0 += seconds } }
}

/// A value behind a lock, for closures that tests hand out.
final class Locked<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var stored: Value

  init(_ value: Value) { stored = value }

  var value: Value { lock.withLock { stored } }
  func change(_ body: (inout Value) -> Void) { lock.withLock { body(&stored) } }
}

/// The error that a body ends with; nil when it does not fail.
func failure(_ body: () async throws -> Void) async -> VaultError? {
  do {
    try await body()
    return nil
  } catch { return error as? VaultError }
}

/// Its code alone.
func code(_ body: () async throws -> Void) async -> VaultError.Code? { await failure(body)?.code }
