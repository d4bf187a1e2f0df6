import Domain
import Testing

@testable import VaultEngine

@Suite("A past call explained")
struct ExplainingTests {
  @Test("By the policies of its time and by those of today: changed, removed and added ones are told apart")
  func thenAndToday() async throws {
    let clock = TestClock(isStill: true)
    try await PolicyVault.with(now: clock.now) { world in
      let vault = world.it.vault
      try await world.save("guard", "deny DELETE", "allow DELETE,GET,POST")
      clock.advance(seconds: 60)
      _ = await world.send(.delete, "/x")
      let event = try #require(try await vault.auditPage(AuditQuery(), before: nil, limit: 1).entries.first)
      clock.advance(seconds: 60)
      let same = try await vault.explain(sequence: event.sequence)
      #expect(same.then == same.today && same.then?.verdict == .deny)
      #expect(same.then?.overruled == ["guard v1 rule 2: allow DELETE,GET,POST"])
      #expect(same.then?.changes == ["guard v1 rule 1 matches only when the method is DELETE"])

      try await world.save("guard", "allow DELETE,GET,POST")
      let changed = try await vault.explain(sequence: event.sequence)
      #expect(changed.then == same.then)
      #expect(changed.today?.verdict == .allow && changed.today?.decider.description == "guard v2 rule 1")

      let policy = try #require(try await vault.overview().policies.first)
      clock.advance(seconds: 60)
      try await vault.removePolicy(policy.id)
      try await world.save("later", "ask any")
      let removed = try await vault.explain(sequence: event.sequence)
      #expect(removed.then == same.then)
      #expect(removed.today?.verdict == .ask && removed.today?.decider.description == "later v1 rule 1")
    }
  }

  @Test("A grant that was revoked since was not revoked then")
  func revokedSince() async throws {
    let clock = TestClock(isStill: true)
    try await PolicyVault.with(now: clock.now) { world in
      let vault = world.it.vault
      _ = await world.send(.get, "/x")
      let event = try #require(
        try await vault.auditPage(AuditQuery("kind:intent", now: clock.now()), before: nil, limit: 1).entries.first)
      clock.advance(seconds: 60)
      _ = try await vault.revokeGrant(try #require(event.event.grantID))
      let explained = try await vault.explain(sequence: event.sequence)
      #expect(explained.then?.verdict == .allow && explained.today?.verdict == .deny)
      #expect(explained.today?.reason.contains("was revoked") == true)
    }
  }

  @Test("What rested on the body comes out otherwise without it, and that is told")
  func withoutBody() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "deny POST when body /amount > 100")
      #expect(await world.send(json: #"{"amount":5}"#).value != nil)
      let event = try #require(
        try await world.it.vault.auditPage(AuditQuery("kind:intent", now: .now()), before: nil, limit: 1).entries.first)
      let explained = try await world.it.vault.explain(sequence: event.sequence)
      #expect(explained.entry.event.decision == "allow" && explained.then?.verdict == .deny)
      #expect(explained.isThenUncertain && explained.comparison == .same)
    }
  }

  @Test("An old version that was changed outside gatehouse explains nothing")
  func tampered() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "deny DELETE")
      try await world.save("p", "deny PUT")
      _ = await world.send(.get, "/x")
      let event = try #require(try await world.it.vault.auditPage(AuditQuery(), before: nil, limit: 1).entries.first)
      try await world.it.tamper("UPDATE record SET signature = zeroblob(64) WHERE kind = 'policy' AND is_current = 0")
      // A process that has read the rows before goes on with what it has verified.
      let other = try await world.it.another()
      #expect(await code { _ = try await other.explain(sequence: event.sequence) } == .integrity)
      await other.close()
    }
  }
}
