import Domain
import Testing

@testable import VaultEngine

@Suite("Replaying past calls")
struct ReplayTests {
  private func draft(_ name: String, _ rules: String...) throws -> PolicyDraft {
    PolicyDraft(name: name, scope: .everyGrant, rules: try rules.map { text in try Rule(text) })
  }

  @Test("A draft is told how many calls it would change, of which callers and grants, with examples")
  func changes() async throws {
    try await PolicyVault.with { world in
      for path in ["/a", "/b", "/a"] { await world.send(.get, path, caller: "ci") }
      await world.send(.delete, "/a", caller: "cron")
      let report = try await world.it.vault.replay(
        try draft("p", "deny GET /a", "deny DELETE"), since: Timestamp(microseconds: 0))
      #expect(report.calls == 4 && report.changed == 3 && report.unchanged == 1)
      #expect(report.turns == [ReplayReport.Turn(before: .allow, after: .deny): 3])
      #expect(report.callers.map { "\($0.name) \($0.calls)" } == ["ci 2", "cron 1"])
      #expect(report.grants.map { "\($0.name) \($0.calls)" } == ["api 3"])
      // The newest first.
      #expect(report.examples.map(\.call.caller) == ["cron", "ci", "ci"])
      #expect(report.examples.last?.reason.contains("rule 1: deny GET /a") == true)
      // Nothing was saved, sent or logged.
      #expect(try await world.it.vault.overview().policies.isEmpty)
      #expect(world.received == 4)
    }
  }

  @Test("A draft takes the place of the policy of its name, and calls that were denied may pass")
  func replaces() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "deny GET")
      await world.send(.get, "/a")
      let report = try await world.it.vault.replay(try draft("p", "deny PUT"), since: Timestamp(microseconds: 0))
      #expect(report.turns == [ReplayReport.Turn(before: .deny, after: .allow): 1])
      let beside = try await world.it.vault.replay(try draft("q", "deny PUT"), since: Timestamp(microseconds: 0))
      #expect(beside.changed == 0)
    }
  }

  @Test("Query keys are read from the log; what depends on body or headers is told as not replayable")
  func missingFacts() async throws {
    try await PolicyVault.with { world in
      await world.send(.get, "/a?expand=1")
      await world.send(.post, "/b?limit=1", json: #"{"amount":5}"#)
      let query = try await world.it.vault.replay(
        try draft("p", "deny any when query expand"), since: Timestamp(microseconds: 0))
      #expect(query.changed == 1 && query.notReplayableCalls == 0)
      let hidden = try await world.it.vault.replay(
        try draft("p", "deny POST when body /amount > 1", "deny GET when header x-a"), since: Timestamp(microseconds: 0)
      )
      #expect(
        hidden.changed == 0 && hidden.notReplayableCalls == 2 && hidden.notReplayable == ["body": 1, "header": 1])
      // Where another rule decides all the same, nothing is missing.
      let decided = try await world.it.vault.replay(
        try draft("p", "deny POST when body /amount > 1", "deny POST"), since: Timestamp(microseconds: 0))
      #expect(decided.changed == 1 && decided.notReplayableCalls == 0)
    }
  }

  @Test("A rule on the body that holds today as well changes nothing")
  func sameBodyRule() async throws {
    try await PolicyVault.with { world in
      try await world.save("body", "deny POST when body /amount > 10")
      await world.send(.post, "/b", json: #"{"amount":5}"#)
      let report = try await world.it.vault.replay(try draft("q", "deny DELETE"), since: Timestamp(microseconds: 0))
      #expect(report.unchanged == 1 && report.notReplayableCalls == 0)
    }
  }

  @Test("Limits are counted along, times are those of the calls, and calls before the time are left out")
  func limitsAndTimes() async throws {
    let clock = TestClock()
    try await PolicyVault.with(now: clock.now) { world in
      await world.send(.get, "/old")
      clock.advance(seconds: 7200)
      let start = clock.now()
      for _ in 0..<5 { await world.send(.get, "/a") }
      clock.advance(seconds: 7200)
      for _ in 0..<2 { await world.send(.get, "/a") }
      let report = try await world.it.vault.replay(try draft("p", "allow any rate 3/1h"), since: start)
      #expect(report.calls == 7 && report.changed == 2)
    }
  }

  @Test("The calls of each turn are told apart, and as many of the newest are kept as are wanted")
  func turns() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "deny PUT")
      for _ in 0..<4 { await world.send(.get, "/a", caller: "ci") }
      await world.send(.put, "/a", caller: "cron")
      let report = try await world.it.vault.replay(
        try draft("p", "deny GET"), since: Timestamp(microseconds: 0), examplesOfEach: 2)
      let (narrower, wider) = (
        ReplayReport.Turn(before: .allow, after: .deny), ReplayReport.Turn(before: .deny, after: .allow)
      )
      #expect(report.turns == [narrower: 4, wider: 1])
      #expect(report.callers(of: narrower).map(\.name) == ["ci"] && report.callers(of: wider).map(\.name) == ["cron"])
      #expect(report.grants(of: wider).map(\.calls) == [1])
      let kept = report.examples(of: narrower).map(\.sequence)
      #expect(kept.count == 2 && kept == kept.sorted(by: >))
    }
  }

  @Test("A replay whose task is cancelled in the middle ends there")
  func cancelled() async throws {
    try await PolicyVault.with { world in
      for _ in 0..<3 { await world.send(.get, "/a") }
      let vault = world.it.vault
      let draft = try draft("p", "deny GET")
      let (gate, open) = AsyncStream.makeStream(of: Void.self)
      let running = Locked<Task<ReplayReport, any Error>?>(nil)
      let told = Locked(0)
      let task = Task {
        for await _ in gate {}
        return try await vault.replay(draft, since: Timestamp(microseconds: 0)) { _ in
          told.change { $0 += 1 }
          running.value?.cancel()
        }
      }
      running.change { $0 = task }
      open.finish()
      await #expect(throws: VaultError.self) { try await task.value }
      #expect(told.value == 1)
    }
  }

  @Test("An event is explained with what today's policies say of the call at its time, and what would change it")
  func explanation() async throws {
    try await PolicyVault.with { world in
      await world.send(.get, "/a?expand=1", caller: "ci")
      let sequence = try await world.it.vault.auditPage(AuditQuery(), before: nil, limit: 1).entries[0].sequence
      try await world.save("p", "deny any when query expand and caller ci")
      let today = try await world.it.vault.explain(sequence: sequence).today
      #expect(today?.verdict == .deny && today?.decider.description == "p v1 rule 1")
      #expect(today?.changes.first?.contains("the caller is ci") == true)
    }
  }
}
