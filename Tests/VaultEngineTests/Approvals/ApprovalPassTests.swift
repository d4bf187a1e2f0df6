import Domain
import Testing

@testable import VaultEngine

@Suite("Approvals for a while")
struct ApprovalPassTests {
  @Test("Cover calls of the same shape until their time is over, and no other")
  func shape() async throws {
    let clock = TestClock()
    try await PolicyVault.with(now: clock.now) { world in
      try await world.save("p", "ask POST when body /amount > 100")
      let vault = world.it.vault
      let call = try await world.park(json: #"{"amount":612.50}"#)
      #expect(call.shown.shape.boundsInWords == ["/amount up to 612.5"])
      _ = try await vault.answer(call.id, .forShape(seconds: 900), as: "dev")
      #expect(await call.result.value != nil)
      let pass = try #require(try await vault.passes().first)
      #expect(pass.approver == "dev" && pass.expiresAt == pass.givenAt.adding(seconds: 900))

      #expect(await world.send(json: #"{"amount":612.5,"note":"x"}"#, caller: "agent").value != nil)
      #expect(
        try await world.it.vault.auditEntries(AuditQuery("kind:intent", now: clock.now()), after: 0).last?
          .event.reason.contains("approved by dev") == true)
      // Too much, another caller, another path, another query: each waits.
      for (path, amount, caller) in [
        ("/echo", "612.51", "agent"), ("/echo", "200", "other"), ("/echo/2", "200", "agent"),
        ("/echo?a", "200", "agent"),
      ] {
        let waiting = try await world.park(.post, path, json: "{\"amount\":\(amount)}", caller: caller)
        waiting.task.cancel()
        _ = await waiting.result
      }
      clock.advance(seconds: 901)
      #expect(try await vault.passes().isEmpty)
      let late = try await world.park(json: #"{"amount":200}"#)
      late.task.cancel()
      _ = await late.result
      // A clock that is set back brings no approval back.
      clock.advance(seconds: -600)
      #expect(try await vault.passes().isEmpty)
      #expect(world.received == 2)
    }
  }

  @Test("End when they are ended, and with the version of the rule that asked")
  func ended() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST")
      let vault = world.it.vault
      for isEnded in [true, false] {
        let call = try await world.park()
        _ = try await vault.answer(call.id, .forShape(seconds: 900))
        _ = await call.result
        #expect(await world.send(caller: "agent").value != nil)
        let pass = try #require(try await vault.passes().first)
        if isEnded { try await vault.endPass(pass.id) } else { try await world.save("p", "ask POST", "deny PUT") }
        let waiting = try await world.park()
        waiting.task.cancel()
        _ = await waiting.result
        #expect(await code { try await vault.endPass(Identifier()) } == .notFound)
      }
    }
  }
}
