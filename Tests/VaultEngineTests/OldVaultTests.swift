import Domain
import Foundation
import Testing

@testable import VaultEngine

/// Vaults that earlier versions of the program wrote; they must open for ever.
@Suite("Vaults of earlier versions")
struct OldVaultTests {
  @Test("A vault of schema v1 opens with passphrase and recovery kit, lists, decides, verifies and unseals")
  func version1() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/gatehouse-\(Identifier())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let location = VaultLocation(home: folder + "/home", state: folder + "/state", configuration: folder + "/config")
    try FileManager.default.createDirectory(
      atPath: location.home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/v1.db")
    try FileManager.default.copyItem(atPath: fixture.path, toPath: location.database)
    chmod(location.database, 0o600)

    // The cost of a real vault: nothing of it is cheapened.
    let vault = try await Vault.open(at: location)
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
}
