import Domain
import Foundation
import Testing
import VaultCrypto

@testable import VaultEngine

@Suite("Tampering, rollback and damage")
struct IntegrityTests {
  private func tampered(_ sql: String, _ expected: VaultError.Code = .integrity) async throws {
    try await TemporaryVault.with { it in
      let stored = try await it.store("a", origin: "http://127.0.0.1:9")
      _ = try await it.vault.savePolicy(
        PolicyDraft(name: "p", scope: .everyGrant, rules: [try Rule("deny DELETE")]))
      _ = try await it.vault.savePolicy(PolicyDraft(name: "p", scope: .everyGrant, rules: [try Rule("deny POST")]))
      try await it.tamper(sql)
      let other = try await it.another()
      let request = await code {
        _ = try await other.request(.get, "http://127.0.0.1:9/", grantID: stored.grant.id.description)
      }
      #expect(request == expected)
      let change = await code {
        try await other.holdAdmin(passphrase: SecretBytes(TemporaryVault.passphrase))
        try await other.revokeGrant(stored.grant.id)
      }
      #expect(change == expected, "a change would sign what was put there")
      await other.close()
    }
  }

  @Test(
    "Rows that decide and were changed, removed, added or replayed refuse calls and changes",
    arguments: [
      "UPDATE record SET body = zeroblob(8) WHERE kind = 'policy' AND is_current = 1",
      "UPDATE record SET signature = randomblob(64) WHERE kind = 'grant'",
      "DELETE FROM record WHERE kind = 'policy'",
      "UPDATE record SET is_current = 1 - is_current WHERE kind = 'policy'",
      "INSERT INTO record SELECT kind, randomblob(16), version, is_current, body, signature FROM record WHERE kind = 'grant'",
      "UPDATE record SET kind = 'secret' WHERE kind = 'policy'",
      "UPDATE manifest SET count = count + 1",
      "UPDATE manifest SET generation = generation + 1",
      "DELETE FROM manifest",
    ])
  func records(sql: String) async throws { try await tampered(sql) }

  @Test("A sealed value that is moved to another secret cannot be opened there")
  func movedCiphertext() async throws {
    try await TemporaryVault.with { it in
      let first = try await it.store("a", value: "value-a", origin: "http://127.0.0.1:9")
      let second = try await it.store("b", value: "value-b", origin: "http://127.0.0.1:9")
      try await it.tamper(
        "UPDATE sealed_value SET box = (SELECT box FROM sealed_value WHERE owner = ?) WHERE owner = ?",
        [first.secret.id, second.secret.id])
      #expect(await code { _ = try await it.vault.request(.get, "http://127.0.0.1:9/", grantID: "b") } == .integrity)
    }
  }

  @Test("A sealed value belongs to its binding: with other origins it cannot be opened")
  func widenedBinding() throws {
    let keys = UseKeys(bytes: try Random.secret(UseKeys.length))
    func secret(_ origins: [String]) throws -> Secret {
      Secret(
        id: try #require(Identifier("00000000-0000-4000-8000-000000000001")), name: "a", provider: "custom", kind: "",
        binding: try Binding(origins: origins.map { try Origin($0) }), injection: .bearer(),
        createdAt: .now(), rotatedAt: .now(), remindAt: nil, revokedAt: nil, version: 1)
    }
    let vaultID = Identifier()
    let narrow = CredentialSeal.Context(vaultID: vaultID, secret: try secret(["https://a.example"]), version: 1)
    let wide = CredentialSeal.Context(
      vaultID: vaultID, secret: try secret(["https://a.example", "https://evil.example"]), version: 1)
    let box = try CredentialSeal.seal(.token(SecretBytes("v")), in: narrow, with: keys)
    #expect(try CredentialSeal.open(box, in: narrow, with: keys)["token"]?.text() == "v")
    #expect(throws: VaultError.self) { try CredentialSeal.open(box, in: wide, with: keys) }
  }

  @Test("A vault that was put back to an older copy is refused, and restore accepts it")
  func rollback() async throws {
    try await TemporaryVault.with { it in
      try await it.store("a")
      let backup = it.folder + "/backup"
      try await it.vault.backup(to: backup)
      try await it.store("b")
      try await it.vault.lock()
      await it.vault.close()
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: it.location.database + suffix) }
      try FileManager.default.removeItem(atPath: it.location.database)
      try FileManager.default.copyItem(atPath: backup, toPath: it.location.database)

      let rolledBack = try await it.another()
      #expect(
        await code { try await rolledBack.unlock(passphrase: SecretBytes(TemporaryVault.passphrase)) } == .integrity)
      await rolledBack.close()

      let replaced = try await Vault.restore(
        from: backup, to: it.location, passphrase: SecretBytes(TemporaryVault.passphrase), options: it.options)
      #expect(replaced.map { FileManager.default.fileExists(atPath: $0) } == true)
      let restored = try await it.another()
      try await restored.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
      #expect(try await restored.overview().secrets.map(\.name) == ["a"])
      let kinds = try await restored.auditPage(AuditQuery(), before: nil, limit: 10).entries.map(\.event.kind)
      #expect(kinds.contains(.vaultRestored))
      try await restored.lock()
      await restored.close()
    }
  }

  @Test("Restore refuses a wrong passphrase and a damaged backup, and changes nothing")
  func restoreRefuses() async throws {
    try await TemporaryVault.with { it in
      try await it.store("a")
      let backup = it.folder + "/backup"
      try await it.vault.backup(to: backup)
      #expect(try FileManager.default.attributesOfItem(atPath: backup)[.posixPermissions] as? Int == 0o600)
      #expect(await code { try await it.vault.backup(to: backup) } == .exists)
      let wrong = await code {
        _ = try await Vault.restore(from: backup, to: it.location, passphrase: SecretBytes("no"), options: it.options)
      }
      #expect(wrong == .wrongPassphrase)
      var bytes = try Data(contentsOf: URL(fileURLWithPath: backup))
      bytes.replaceSubrange(0..<16, with: Data("not a database!!".utf8))
      try bytes.write(to: URL(fileURLWithPath: backup))
      let damaged = await code {
        _ = try await Vault.restore(
          from: backup, to: it.location, passphrase: SecretBytes(TemporaryVault.passphrase), options: it.options)
      }
      #expect(damaged == .integrity)
      #expect(try await it.vault.overview().secrets.map(\.name) == ["a"])
    }
  }

  @Test("A truncated, foreign or overwritten vault file is told apart from a wrong passphrase")
  func damagedFile() async throws {
    for damage in ["truncate", "foreign", "other"] {
      try await TemporaryVault.with { it in
        try await it.vault.lock()
        await it.vault.close()
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: it.location.database + suffix) }
        let url = URL(fileURLWithPath: it.location.database)
        var bytes = try Data(contentsOf: url)
        switch damage {
        case "truncate": bytes = bytes.prefix(50)
        case "foreign": bytes = Data("hello, this is a text file of somebody".utf8) + Data(count: 200)
        default: bytes.replaceSubrange(68..<72, with: [0, 0, 0, 0])
        }
        try bytes.write(to: url)
        #expect(await code { _ = try await it.another() } == .integrity)
      }
    }
  }

  @Test("Every event of the log is chained, and any change is found at its number")
  func auditChain() async throws {
    let changes: [(String, Int64)] = [
      ("UPDATE audit SET reason = 'x' WHERE sequence = 3", 3),
      ("UPDATE audit SET body = zeroblob(100) WHERE sequence = 2", 2),
      ("UPDATE audit SET leaf = randomblob(32) WHERE sequence = 4", 4),
      ("DELETE FROM audit WHERE sequence = 3", 3),
      ("DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)", 5),
      ("UPDATE audit SET time = time + 1 WHERE sequence = 1", 1),
      ("UPDATE audit_head SET mac = randomblob(32)", 5),
    ]
    for (sql, sequence) in changes {
      try await TemporaryVault.with { it in
        for name in ["a", "b", "c", "d"] { try await it.store(name) }
        #expect(try await it.vault.verifyAudit().problem == nil)
        try await it.tamper(sql)
        let found = try await it.vault.verifyAudit()
        #expect(found.problem?.sequence == sequence, "\(sql)")
        #expect(found.headChecked)
      }
    }
  }

  @Test("Nothing is appended to a log that was cut short, so nothing is sent either")
  func appendRefusesCutLog() async throws {
    try await TemporaryVault.with { it in
      try await it.store("a", origin: "http://127.0.0.1:9")
      try await it.tamper("DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)")
      #expect(await code { _ = try await it.vault.request(.get, "http://127.0.0.1:9/", grantID: "a") } == .integrity)
    }
  }

  @Test("Commits are synced, but for outcomes; deleted values are overwritten")
  func pragmas() async throws {
    try await TemporaryVault.with { it in
      let database = it.vault.database
      let synced = try database.pragma("synchronous")
      let ridingOutcomes = try database.pragma("synchronous", .withTheNextSync)
      let others = try ["secure_delete", "foreign_keys", "trusted_schema"].map { try database.pragma($0) }
      #expect(synced == 2)
      #expect(ridingOutcomes == 1)
      #expect(others == [1, 1, 0])
    }
  }

  @Test("A vault of a newer program is refused")
  func newerSchema() async throws {
    try await TemporaryVault.with { it in
      try await it.tamper("INSERT INTO grdb_migrations VALUES ('v999')")
      #expect(await code { _ = try await it.another() } == .integrity)
    }
  }

  @Test("A stored credential is found nowhere on the disk, and nowhere in what the vault tells")
  func canary() async throws {
    let canary = "canary-" + Identifier().description
    try await TemporaryVault.with { it in
      let stored = try await it.store("a", value: canary, origin: "http://127.0.0.1:9")
      _ = await code { _ = try await it.vault.request(.get, "http://127.0.0.1:9/?k=\(canary)", grantID: "a") }
      _ = try await it.vault.rotateSecret(stored.secret.id, .token(SecretBytes(canary + "2")))
      let shown =
        "\(try await it.vault.overview()) \(try await it.vault.auditPage(AuditQuery(), before: nil, limit: 50))"
      #expect(!shown.contains(canary))
      let encoded = Data(canary.utf8).base64EncodedString().prefix(40)
      let files = try #require(FileManager.default.enumerator(atPath: it.folder))
      var looked = 0
      for case let file as String in files {
        guard let bytes = FileManager.default.contents(atPath: "\(it.folder)/\(file)") else { continue }
        looked += 1
        #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(file)")
        #expect(bytes.range(of: Data(encoded.utf8)) == nil, "\(file)")
      }
      #expect(looked >= 3)
    }
  }
}
