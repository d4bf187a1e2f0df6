import Domain
import Outbound
import Testing

@testable import VaultEngine

@Suite("Calls that wait for an approval")
struct ApprovalTests {
  @Test("Approved once, the call is sent once, as it was shown; the next one waits again")
  func once() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST /echo")
      let call = try await world.park(json: #"{"amount":7}"#, reason: "order 1043 arrived broken")
      #expect(world.received == 0)
      let shown = try #require(try await world.it.vault.parkedCalls().first)
      #expect(shown == call.shown)
      #expect(shown.method == "POST" && shown.url == world.origin + "/echo" && shown.grantName == "api")
      #expect(shown.reason == "order 1043 arrived broken" && shown.caller.name == "agent" && shown.caller.pid > 0)
      #expect(shown.body == BodyPreview(kind: .json, size: 12, text: #"{"amount":7}"#, isWhole: true))
      #expect(shown.asks.map(\.decider.description) == ["p v1 rule 1"] && shown.missing == 1)
      #expect(shown.expiresAt == shown.parkedAt.adding(seconds: 300))

      #expect(try await world.it.vault.answer(call.id, .once, as: "dev") == .approved)
      #expect(await call.result.value == #"{"amount":7}"#)
      #expect(world.received == 1)
      #expect(try await world.events(of: call.id).map(\.kind) == [.asked, .approved, .intent])
      #expect(try await world.events(of: call.id)[2].reason.contains("approved by dev"))
      #expect(try await world.it.vault.parkedCalls().isEmpty)
      let entries = try await world.it.vault.auditPage(AuditQuery(), before: nil, limit: 10).entries
      #expect(entries.filter { $0.outcome != nil }.map(\.event.kind) == [.intent])

      let next = try await world.park(json: #"{"amount":7}"#)
      next.task.cancel()
      _ = await next.result
      #expect(world.received == 1)
    }
  }

  @Test("Denied, the reason goes back to the caller and nothing is sent")
  func denied() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST")
      let call = try await world.park()
      #expect(try await world.it.vault.answer(call.id, .deny(reason: "not on a Friday"), as: "dev") == .denied)
      let error = await call.result.error
      #expect(error?.code == .denied && error?.message == "dev denied the call: not on a Friday")
      #expect(world.received == 0)
      #expect(try await world.events(of: call.id).map(\.kind) == [.asked, .approvalDenied, .denied])
      #expect(await code { _ = try await world.it.vault.answer(call.id, .once) } == .notFound)
    }
  }

  @Test("Answering wants the passphrase: without the admin right nobody approves")
  func adminOnly() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST")
      let call = try await world.park()
      await world.it.vault.dropAdmin()
      #expect(await code { _ = try await world.it.vault.answer(call.id, .once) } == .adminNeeded)
      #expect(world.received == 0)
      try await world.it.vault.unlock(passphrase: SecretBytes(TemporaryVault.passphrase), holdingAdmin: true)
      _ = try await world.it.vault.answer(call.id, .once)
      #expect(await call.result.value != nil)
    }
  }

  @Test("An answer that nobody has signed counts for nothing")
  func forged() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST")
      let call = try await world.park()
      _ = try await world.it.vault.answer(call.id, .deny(reason: "no"))
      _ = await call.result
      let other = try await world.park()
      try await world.it.tamper("UPDATE record SET signature = zeroblob(64) WHERE kind = 'approval'")
      #expect(await code { _ = try await world.it.vault.answer(other.id, .once) } == .integrity)
      #expect(await other.result.error?.code == .integrity)
      #expect(world.received == 0)
    }
  }

  @Test("A row that is put in the place of the one that was shown is not answered")
  func replaced() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST")
      let (shown, other) = (try await world.park(json: "1"), try await world.park(json: "2"))
      let refusal = await code {
        _ = try await world.it.vault.answer(shown.id, shown: other.shown.digest, .once)
      }
      #expect(refusal == .integrity)
      #expect(try await world.it.vault.answer(shown.id, shown: shown.shown.digest, .once) == .approved)
      #expect(await shown.result.value == "1")
      other.task.cancel()
      _ = await other.result
    }
  }

  @Test("Another process answers, and the process that waits sends")
  func otherProcess() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST")
      let other = try await world.it.another()
      try await other.unlock(passphrase: SecretBytes(TemporaryVault.passphrase), holdingAdmin: true)
      let call = try await world.park()
      #expect(try await other.parkedCalls().map(\.id) == [call.id])
      _ = try await other.answer(call.id, .once)
      #expect(await call.result.value != nil)
      #expect(world.received == 1)
      await other.close()
    }
  }

  @Test("Two of three named approvers have to agree, each once, and nobody else counts")
  func several() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST by 2 of ann,bob,eve")
      let call = try await world.park()
      let vault = world.it.vault
      #expect(call.shown.missing == 2 && call.shown.openApprovers == ["ann", "bob", "eve"])
      #expect(
        await failure { _ = try await vault.answer(call.id, .once, as: "mallory") }?.message == "mallory is not asked")
      #expect(try await vault.answer(call.id, .once, as: "bob") == .wants(more: 1, of: ["ann", "eve"]))
      #expect(await code { _ = try await vault.answer(call.id, .once, as: "bob") } == .badInput)
      #expect(world.received == 0)
      #expect(try await vault.answer(call.id, .once, as: "eve") == .approved)
      #expect(await call.result.value != nil)
      #expect(try await world.events(of: call.id).first { $0.kind == .intent }?.reason.contains("bob, eve") == true)
    }
  }

  @Test("Each rule that asks wants its own approvers")
  func severalRules() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST by ann", "ask any /echo by bob")
      let call = try await world.park()
      #expect(try await world.it.vault.answer(call.id, .once, as: "ann") == .wants(more: 1, of: ["bob"]))
      #expect(try await world.it.vault.answer(call.id, .once, as: "bob") == .approved)
      #expect(await call.result.value != nil)
    }
  }

  @Test("What is sent is what was shown: redacted fields are gone from both")
  func redacted() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST", "redact POST removing /card")
      let call = try await world.park(json: #"{"card":"4111","amount":7}"#)
      #expect(call.shown.body.text == #"{"amount":7}"#)
      _ = try await world.it.vault.answer(call.id, .once)
      #expect(await call.result.value == #"{"amount":7}"#)
    }
  }

  @Test("What looks like a credential is masked, in the body, the query, the headers and the reason")
  func masked() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST")
      let key = "ghp_" + String(repeating: "a", count: 36)
      let call = try await world.park(
        .post, "/echo?api_key=hidden-1&n=1", json: #"{"password":"hidden-2","text":"see \#(key)","n":1}"#,
        reason: "with \(key)")
      let form = try await world.park(
        .post, "/echo", type: "application/x-www-form-urlencoded",
        body: .bytes(Array("client_secret=hidden-3&amount=5".utf8)))
      #expect(call.shown.query == "api_key=***&n=1")
      #expect(call.shown.body.text == #"{"password":"***","text":"see ***","n":1}"#)
      #expect(form.shown.body.kind == .form && form.shown.body.text == "client_secret=***&amount=5")
      #expect(!"\(call.shown) \(form.shown)".contains("hidden"))
      #expect(!call.shown.reason.contains(key))
      for waiting in [call, form] {
        waiting.task.cancel()
        _ = await waiting.result
      }
    }
  }

  @Test("A body that comes as it is sent is shown whole; one too long to be shown is denied")
  func bodies() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST")
      let call = try await world.park(body: PolicyVault.stream(Array(#"{"n":1}"#.utf8), chunk: 2))
      #expect(call.shown.body.text == #"{"n":1}"#)
      _ = try await world.it.vault.answer(call.id, .once)
      #expect(await call.result.value == #"{"n":1}"#)
      let long = PolicyVault.stream([UInt8](repeating: 0x20, count: CallBody.limit + 1), chunk: 65_536)
      let refusal = await world.send(body: long).error
      #expect(refusal?.code == .denied && refusal?.message.contains("longer than") == true)
      #expect(world.received == 1)
    }
  }
}
