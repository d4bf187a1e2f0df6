import Domain
import LocalServers
import Testing

@testable import VaultEngine

@Suite("A user answers calls in the wallet")
struct WalletAnswerTests {
  @Test("Where a rule names the user, they approve, and the call is sent at once")
  func approved() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      try await world.save("p", "ask POST by end-user")
      let visitor = try await world.visit()
      let waiting = try await world.park()
      #expect(waiting.shown.openApprovers == ["end-user"])
      let seen = try #require(try await vault.walletCalls(of: visitor).first)
      #expect(seen.id == waiting.id && seen.digest == waiting.shown.digest && seen.method == "POST")
      #expect(await code { _ = try await vault.answerInWallet(seen.id, shown: [], .once, by: visitor) } == .integrity)
      #expect(
        await code {
          _ = try await vault.answerInWallet(seen.id, shown: seen.digest, .forShape(seconds: 60), by: visitor)
        } == .badInput)
      let progress = try await vault.answerInWallet(seen.id, shown: seen.digest, .once, by: visitor)
      #expect(progress == .approved)
      #expect(await waiting.result.value == #"{"ok":true}"#)
      let events = try await vault.auditEntries(AuditQuery(), after: 0).map(\.event).filter {
        $0.requestID == waiting.id
      }
      #expect(events.map(\.kind) == [.asked, .approved, .intent])
      #expect(events[1].caller == "wallet" && events[1].principal == "user:ann" && events[1].reason == "by user:ann")
      #expect(events[2].reason.contains("approved by end-user") && events[2].flags.contains("approved"))
      #expect(try await vault.walletCalls(of: visitor).isEmpty)
      #expect(
        await code { _ = try await vault.answerInWallet(seen.id, shown: seen.digest, .once, by: visitor) } == .notFound)
      // The next call asks again.
      let next = try await world.park()
      _ = try await vault.answerInWallet(
        next.id, shown: next.shown.digest, .deny(reason: "not today"), by: visitor)
      #expect(await next.result.error?.message == "end-user denied the call: not today")
      #expect(world.received == 1)
    }
  }

  @Test("Nobody else answers for the user: not another user, not the developer, who can deny")
  func others() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      try await world.save("p", "ask POST by end-user")
      let waiting = try await world.park()
      let bob = try await world.visit("bob")
      #expect(try await vault.walletCalls(of: bob).isEmpty)
      #expect(
        await code { _ = try await vault.answerInWallet(waiting.id, shown: waiting.shown.digest, .once, by: bob) }
          == .notFound)
      let ci = try await vault.addCaller(
        CallerDraft(name: "ci", rights: CallerRight.usual.union([.walletLinks])), by: .admin)
      let narrow = try await world.visit(by: .caller(try await world.identify(ci)))
      #expect(try await vault.walletCalls(of: narrow).isEmpty)
      #expect(
        await code { _ = try await vault.answerInWallet(waiting.id, shown: waiting.shown.digest, .once, by: narrow) }
          == .notFound)
      for name in ["end-user", "alice", "user:ann"] {
        let refused = await failure { _ = try await vault.answer(waiting.id, .once, as: name) }
        #expect(refused?.code == .badInput && refused?.hint.contains("gatehouse wallet link --user ann") == true)
      }
      _ = try await vault.answer(waiting.id, .deny(reason: "no"), as: "alice")
      #expect(await waiting.result.error?.message == "alice denied the call: no")
      #expect(world.received == 0)
    }
  }

  @Test("Two of the user and another: each answers for themselves, and nobody twice")
  func together() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      try await world.save("p", "ask POST by 2 of end-user,alice")
      let visitor = try await world.visit()
      let waiting = try await world.park()
      let first = try await vault.answerInWallet(waiting.id, shown: waiting.shown.digest, .once, by: visitor)
      #expect(first == .wants(more: 1, of: ["alice"]))
      #expect(try await vault.walletCalls(of: visitor).isEmpty)
      #expect(
        await code { _ = try await vault.answerInWallet(waiting.id, shown: waiting.shown.digest, .once, by: visitor) }
          == .badInput)
      let shown = try #require(try await vault.parkedCalls().first)
      #expect(shown.answers.map(\.approver) == ["end-user"] && shown.openApprovers == ["alice"])
      let second = try await vault.answer(waiting.id, .once, as: "alice")
      #expect(second == .approved)
      #expect(await waiting.result.value != nil)
    }
  }

  @Test("Where nobody is named, the user's word is none")
  func unnamed() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      try await world.save("p", "ask POST", "ask POST /api by end-user")
      let visitor = try await world.visit()
      let waiting = try await world.park()
      let progress = try await vault.answerInWallet(waiting.id, shown: waiting.shown.digest, .once, by: visitor)
      #expect(progress == .wants(more: 1, of: []))
      _ = try await vault.answer(waiting.id, .once, as: "alice")
      #expect(await waiting.result.value != nil)
    }
  }

  @Test("A user who wants to be asked first is, for every call, also by an agent; other limits meanwhile ask anew")
  func asksFirst() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let shop = try await world.identify()
      let visitor = try await world.visit(by: .caller(shop))
      try await vault.setWalletLimits(world.limits { $0.asksFirst = true }, by: visitor)
      let mine = try await world.park(.get, as: shop)
      let foreign = try await world.park(.get)
      #expect(try await vault.walletCalls(of: visitor).map(\.id) == [mine.id])
      _ = try await vault.answerInWallet(mine.id, shown: mine.shown.digest, .once, by: visitor)
      #expect(await mine.result.value != nil)
      let all = try await world.visit()
      try await vault.setWalletLimits(
        world.limits { limits in
          limits.asksFirst = true
          limits.methods = ["GET"]
        }, by: all)
      _ = try await vault.answerInWallet(foreign.id, shown: foreign.shown.digest, .once, by: all)
      #expect(await foreign.result.error?.message.contains("policies changed while the call waited") == true)
      let taker = try await vault.addCaller(CallerDraft(name: "taker", rights: [.call, .retrieve]), by: .admin)
      try await vault.setWalletLimits(world.limits { $0.asksFirst = true }, by: all)
      #expect(
        await cause {
          _ = try await vault.releaseCredential(
            grantID: "ann", method: .get, url: world.provider.server.origin + "/api",
            as: try await world.identify(taker))
        } == .requiresProxy(.hitl))
      #expect(world.received == 1)
    }
  }

  @Test("A grant of no user that only its user could approve is denied, and the answers of old calls are forgotten")
  func noUserAndOldAnswers() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      try await world.save("p", "ask POST by end-user")
      let url = world.provider.server.origin + "/api"
      let refused = await failure { _ = try await vault.request(.post, url, grantID: "developers") }
      #expect(refused?.message.contains("this one is of no user") == true)
      let review = try await vault.review(
        PolicyDraft(name: "q", scope: .everyGrant, rules: [try Rule("ask PUT by end-user")]))
      #expect(review.contains { $0.text.contains("nobody can approve it for developers") })
      let visitor = try await world.visit()
      for _ in 1...2 {
        let waiting = try await world.park()
        _ = try await vault.answerInWallet(waiting.id, shown: waiting.shown.digest, .once, by: visitor)
        #expect(await waiting.result.value != nil)
        let kept = try await vault.database.read { try IssuedRows($0).bodies.count { $0.kind == .userAnswer } }
        #expect(kept == 1)
        world.clock.advance(seconds: 1000)
      }
    }
  }

  @Test("An answer that was added or changed outside gatehouse sends nothing")
  func tampered() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      try await world.save("p", "ask POST by 2 of end-user,alice")
      let visitor = try await world.visit()
      let waiting = try await world.park()
      _ = try await vault.answerInWallet(waiting.id, shown: waiting.shown.digest, .once, by: visitor)
      try await world.it.tamper("UPDATE issued SET mac = randomblob(32) WHERE kind = 'user_answer'")
      // A process that has checked the rows looks at them again when something else changes.
      try await world.it.tamper("UPDATE issued_head SET mac = randomblob(32)")
      #expect(await waiting.result.error?.code == .integrity)
      #expect(world.received == 0)
    }
  }
}
