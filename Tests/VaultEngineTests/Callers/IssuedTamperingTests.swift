import Domain
import LocalServers
import Testing

@testable import VaultEngine

@Suite("Tampering with what callers made")
struct IssuedTamperingTests {
  @Test(
    "Rows that were changed, added, removed or put back refuse every call",
    arguments: [
      "UPDATE issued SET body = zeroblob(8) WHERE kind = 'key'",
      "UPDATE issued SET mac = randomblob(32) WHERE kind = 'caller'",
      "UPDATE issued SET version = version + 1 WHERE kind = 'grant'",
      "UPDATE issued SET kind = 'key' WHERE kind = 'grant'",
      "DELETE FROM issued WHERE kind = 'withdrawal'",
      "DELETE FROM issued",
      "INSERT INTO issued SELECT kind, randomblob(16), version, body, mac FROM issued WHERE kind = 'grant'",
      "UPDATE issued_head SET count = count + 1",
      "UPDATE issued_head SET generation = generation + 1",
      "DELETE FROM issued_head",
      "UPDATE audit_head SET issued = 0",
    ])
  func rows(sql: String) async throws {
    try await Self.world { it, identity in
      try await it.it.tamper(sql)
      let other = try await it.it.another()
      #expect(await it.call(as: identity, grant: "other", in: other).error?.code == .integrity)
      #expect(await code { _ = try await other.request(.get, it.server.origin, grantID: "other") } == .integrity)
      #expect(await code { _ = try await it.identify(in: other) } == .integrity)
      #expect(
        await code { _ = try await other.addCaller(CallerDraft(name: "x"), by: .caller(identity)) } == .integrity)
      #expect(
        await code {
          try await other.holdAdmin(passphrase: SecretBytes(TemporaryVault.passphrase))
          _ = try await other.addCaller(CallerDraft(name: "x"), by: .admin)
        } == .integrity)
      #expect(it.server.log.entries.isEmpty)
      await other.close()
    }
  }

  @Test("A row that was changed is named")
  func named() async throws {
    try await Self.world { it, identity in
      try await it.it.tamper("UPDATE issued SET mac = randomblob(32) WHERE kind = 'caller'")
      let bot = try #require(try await it.vault.callers().first { $0.fullName == "ci/bot" })
      #expect(bot.state == .tampered)
      let refused = await it.call(as: identity, grant: "other").error
      #expect(refused?.message.contains("the agent \(bot.id)") == true)
      #expect(try await it.vault.overview().damage?.contains(bot.id.description) == true)
    }
  }

  @Test("Rows and their head put back to an older state do not match the log")
  func replayed() async throws {
    try await Self.world { it, identity in
      try await it.it.tamper(
        "CREATE TABLE old AS SELECT * FROM issued; CREATE TABLE old_head AS SELECT * FROM issued_head")
      _ = try await it.vault.withdrawGrant(it.other.id, reason: "", by: identity)
      #expect(await it.call(as: identity, grant: "other").error?.cause == .grantRevoked)
      try await it.it.tamper(
        """
        DELETE FROM issued; INSERT INTO issued SELECT * FROM old;
        DELETE FROM issued_head; INSERT INTO issued_head SELECT * FROM old_head
        """)
      #expect(await it.call(as: identity, grant: "other").error?.code == .integrity)
      let other = try await it.it.another()
      #expect(await it.call(as: identity, grant: "other", in: other).error?.code == .integrity)
      #expect(it.server.log.entries.isEmpty)
      await other.close()
    }
  }

  @Test("A signed caller that was changed is refused by name")
  func signed() async throws {
    try await Self.world { it, identity in
      try await it.it.tamper("UPDATE record SET signature = randomblob(64) WHERE kind = 'caller'")
      let refused = await it.call(as: identity, grant: "other").error
      #expect(refused?.code == .integrity && refused?.message.contains("the caller \(it.ci.id)") == true)
    }
  }

  @Test("A backup holds what callers made, and is refused when that was changed")
  func backup() async throws {
    try await Self.world { it, identity in
      let copy = it.it.folder + "/backup"
      try it.vault.database.copy(to: copy)
      let database = try VaultDatabase(path: copy)
      let rows = try await database.read { try IssuedRows($0) }
      let (keys, id) = (try await it.vault.useKeys(), it.vault.id)
      try rows.requireAuthentic { () throws(VaultError) in try IssuedSeal(keys, vaultID: id) }
      #expect(Set(rows.bodies.map(\.kind)) == [.caller, .key, .grant, .withdrawal])
      try database.close()
    }
  }

  /// `ci` with an agent, a delegation and a withdrawal of `api`.
  private static func world(_ body: (CallerVault, CallerIdentity) async throws -> Void) async throws {
    let server = try await LocalServer.start()
    try await TemporaryVault.with(lockAfter: 86_400) { temporary in
      let api = try await temporary.store("api", origin: server.origin).grant
      let other = try await temporary.store("other", value: "value-2", origin: server.origin).grant
      let minted = try await temporary.vault.addCaller(CallerDraft(name: "ci"), by: .admin)
      let it = CallerVault(
        it: temporary, server: server, api: api, other: other, clock: TestClock(), minted: minted)
      let identity = try await it.identify()
      let bot = try await it.agent()
      _ = try await it.vault.issueGrant(IssuedGrantDraft(parent: other.id, holder: bot.identity.id), by: identity)
      _ = try await it.vault.withdrawGrant(api.id, reason: "", by: identity)
      await it.vault.dropAdmin()
      try await body(it, identity)
    }
    await server.stop()
  }
}
