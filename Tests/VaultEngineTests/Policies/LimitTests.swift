import Domain
import GRDB
import Testing

@testable import VaultEngine

@Suite("Limits of rules over time and processes")
struct LimitTests {
  @Test("A rate lets so many calls pass and then none, until the window has passed")
  func rate() async throws {
    let clock = TestClock()
    try await PolicyVault.with(now: clock.now) { world in
      try await world.save("p", "allow any rate 2/1h")
      for _ in 0..<2 { #expect(await world.send().value == "") }
      let third = await world.send()
      #expect(third.error?.code == .denied)
      #expect(world.received == 2)
      clock.advance(seconds: 3500)
      #expect(await world.send().error?.code == .denied)
      clock.advance(seconds: 200)
      #expect(await world.send().value == "")
    }
  }

  @Test("What was counted holds after a restart and in other processes, and only calls that were sent count")
  func restart() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "allow POST quota 2/total", "deny any /forbidden")
      #expect(await world.send(.post, "/forbidden").error?.code == .denied)
      #expect(await world.send(.get).error?.code == .denied)
      #expect(await world.send().value == "")
      let other = try await world.it.another()
      #expect(await world.send(from: other).value == "")
      await other.close()
      let third = try await world.it.another()
      #expect(await world.send(from: third).error?.code == .denied)
      #expect(await world.send().error?.code == .denied)
      await third.close()
    }
  }

  @Test("Twenty calls at once from two processes: as many pass as the limit says, no more and no fewer")
  func atOnce() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "allow any rate 7/1h")
      let other = try await world.it.another()
      let passed = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<20 {
          group.addTask { await world.send(from: number % 2 == 0 ? other : nil).value != nil }
        }
        return await group.reduce(0) { $1 ? $0 + 1 : $0 }
      }
      #expect(passed == 7 && world.received == 7)
      await other.close()
    }
  }

  @Test("Each caller has a count of its own when the rule says so; a new version of the policy keeps the counts")
  func callers() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "allow any quota 1/total per caller")
      for caller in ["a", "b"] { #expect(await world.send(caller: caller).value != nil) }
      #expect(await world.send(caller: "a").error?.code == .denied)
      try await world.save("p", "allow any quota 2/total per caller", "deny DELETE")
      #expect(await world.send(caller: "a").value != nil)
      #expect(await world.send(caller: "a").error?.code == .denied)
    }
  }

  @Test("A rule that begins at its limit denies from there on")
  func denyBeyond() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "deny any rate 1/1h")
      #expect(await world.send().value != nil)
      #expect(await world.send().error?.message.contains("p v1 rule 1: deny any rate 1/1h") == true)
    }
  }

  @Test("Counts of rules that are gone are forgotten")
  func forgotten() async throws {
    try await PolicyVault.with { world in
      func rows() async throws -> Int64 {
        try await world.it.vault.database.read { transaction in
          try Int64.fetchOne(transaction.db, sql: "SELECT count(*) FROM rule_counter") ?? -1
        }
      }
      let policy = try await world.save("p", "allow any quota 5/total", "allow any rate 5/1h")
      await world.send()
      #expect(try await rows() == 2)
      try await world.save("p", "allow any rate 9/1h")
      #expect(try await rows() == 1)
      try await world.it.vault.removePolicy(policy.id)
      #expect(try await rows() == 0)
    }
  }

  @Test("After the clock was set back a time-bound permit permits nothing, and a rule without time still does")
  func clockBack() async throws {
    let clock = TestClock()
    try await PolicyVault.with(now: clock.now) { world in
      try await world.save("p", "allow POST until 2100-01-01", "allow GET")
      #expect(await world.send().value != nil)
      clock.advance(seconds: -3600)
      let refused = await world.send()
      #expect(refused.error?.message.contains("the clock went back") == true)
      #expect(await world.send(.get, "/x").value != nil)
      clock.advance(seconds: 3601)
      #expect(await world.send().value != nil)
    }
  }
}
