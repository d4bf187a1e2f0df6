import Domain
import Foundation
import Testing

@testable import VaultEngine

/// Vaults that earlier versions of the program wrote; they must open for ever.
@Suite("Vaults of earlier versions")
struct OldVaultTests {
  @Test("A vault of schema v1 opens with passphrase and recovery kit, lists, decides, verifies and unseals")
  func version1() async throws {
    let folder = Self.folder
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let vault = try await Self.open("v1.db", in: folder)
    #expect(vault.id.description == "88eda79a-cd1b-4d32-8c12-bfc589cee661")
    try await vault.testRecoveryKit(SecretBytes("4PPT-SJEM-FEMY-F6X1-3EQM-4613-MMS4-7Q4W-XWW2"))
    try await vault.unlock(passphrase: SecretBytes("kitten velvet harbor candle orbit"))
    let overview = try await vault.overview()
    #expect(overview.grants.map(\.grant.name) == ["api"] && overview.secrets.map(\.name) == ["api"])
    #expect(overview.damage == nil && overview.status.hasRecoveryKit)
    let origin = try #require(overview.secrets.first?.binding.origins.first)
    let inside = try await vault.decide(method: "GET", url: "\(origin)/v1/things", grant: "api")
    let outside = try await vault.decide(method: "GET", url: "https://elsewhere.example/", grant: "api")
    #expect(inside.decision.verdict == .allow && outside.decision.verdict == .deny)
    #expect(try await vault.verifyAudit().problem == nil)

    let (keys, cache) = (try await vault.useKeys(), vault.decidingRows)
    let value = try await vault.database.read { [id = vault.id] transaction in
      let secret = try cache.rows(transaction).resolve(secret: "api")
      let sealed = try #require(try transaction.sealedValues(of: secret.id).first)
      let context = CredentialSeal.Context(vaultID: id, secret: secret, version: sealed.version)
      return try CredentialSeal.open(sealed.box, in: context, with: keys)["token"]?.text()
    }
    #expect(value == "value-of-version-1")
    try await vault.lock()
    await vault.close()
  }

  @Test("A vault of schema v4 opens, decides by its policy, takes a caller, and its log goes on and verifies")
  func version4() async throws {
    let folder = Self.folder
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let vault = try await Self.open("v4.db", in: folder)
    #expect(vault.id.description == "8f5ac74c-970c-4f4b-9fa7-2e7a0f25a891")
    try await vault.unlock(passphrase: SecretBytes("kitten velvet harbor candle orbit"), holdingAdmin: true)
    let events = try await vault.auditEntries(AuditQuery(), after: 0).map(\.event)
    #expect(events.prefix(4).map(\.kind) == [.vaultCreated, .secretStored, .policySaved, .denied])
    #expect(events.allSatisfy { $0.keyPrefix.isEmpty && $0.context.isEmpty })
    #expect(try await vault.callers().isEmpty)
    let denied = try await vault.decide(method: "DELETE", url: "https://api.example.com/v1/things", grant: "api")
    #expect(denied.decision.decider.description == "guard v1 rule 1")

    let minted = try await vault.addCaller(CallerDraft(name: "ci"), by: .admin)
    let identity = try await vault.identify(minted.text.copy(), from: .thisMachine)
    _ = try await vault.addCaller(CallerDraft(name: "bot", kind: .agent), by: .caller(identity))
    let refused = await failure {
      _ = try await vault.request(.delete, "https://api.example.com/v1/things", grantID: "api", as: identity)
    }
    #expect(refused?.cause == .policy("guard v1 rule 1"))
    #expect(
      try await vault.auditPage(AuditQuery(), before: nil, limit: 1).entries[0].event.keyPrefix.hasPrefix("alter_rk_"))
    #expect(try await vault.verifyAudit().problem == nil)
    try await vault.lock()
    await vault.close()
  }

  private static var folder: String { FileManager.default.temporaryDirectory.path + "/gatehouse-\(Identifier())" }

  /// At the cost of a real vault: nothing of it is cheapened.
  private static func open(_ fixture: String, in folder: String) async throws -> Vault {
    let location = VaultLocation(home: folder + "/home", state: folder + "/state", configuration: folder + "/config")
    try FileManager.default.createDirectory(
      atPath: location.home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(fixture)")
    try FileManager.default.copyItem(atPath: file.path, toPath: location.database)
    chmod(location.database, 0o600)
    return try await Vault.open(at: location)
  }
}
