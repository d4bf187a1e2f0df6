import Domain
import Foundation
import Testing
import VaultCrypto

@testable import VaultEngine

@Suite("Rows of a newer program")
struct NewerRowsTests {
  /// Puts a row there as a newer program would: signed, and counted by the manifest.
  private func add(_ kind: String, sigVersion: Int64, to it: TemporaryVault) async throws {
    let admin = try await it.vault.requireAdmin()
    try await it.vault.database.write { transaction in
      let id = Identifier()
      let body = CanonicalWriter.write { fields in
        fields.append(sigVersion)
        fields.append(id)
        fields.append("of tomorrow")
      }
      try transaction.insertRecord(
        RecordRow(
          kind: kind, id: id.bytes, version: 1, isCurrent: true, body: body, signature: try admin.signing.sign(body)))
      let manifest = try transaction.manifest()
      try RecordWriter.writeManifest(
        transaction, rows: try transaction.records(), generation: manifest.generation + 1, adminKey: admin.signing)
    }
  }

  @Test(
    "An unknown kind, or an unknown field list of a known one, refuses calls and changes, and says to update",
    arguments: [("device", Int64(1)), ("caller", 2), ("policy", 3), ("grant", 7)])
  func newer(kind: String, sigVersion: Int64) async throws {
    try await TemporaryVault.with { it in
      try await it.store("a", origin: "http://127.0.0.1:9")
      try await add(kind, sigVersion: sigVersion, to: it)
      let request = await failure { _ = try await it.vault.request(.get, "http://127.0.0.1:9/", grantID: "a") }
      let change = await failure { _ = try await it.store("b") }
      for refusal in [request, change] {
        #expect(refusal?.code == .integrity && refusal?.message.contains("newer gatehouse") == true)
        #expect(refusal?.hint.hasPrefix("update gatehouse") == true)
      }
      #expect(try await it.vault.overview().damage?.contains("newer gatehouse") == true)
    }
  }

  @Test("A row that only claims to be newer was changed")
  func claimed() async throws {
    try await TemporaryVault.with { it in
      try await it.store("a", origin: "http://127.0.0.1:9")
      try await it.tamper("UPDATE record SET kind = 'tomorrow' WHERE kind = 'grant'")
      let refusal = await failure { _ = try await it.vault.request(.get, "http://127.0.0.1:9/", grantID: "a") }
      #expect(refusal?.code == .integrity)
    }
  }
}
