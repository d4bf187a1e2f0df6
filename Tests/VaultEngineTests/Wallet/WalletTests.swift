import Domain
import Testing

@testable import VaultEngine

@Suite("What a user sees in the wallet")
struct WalletTests {
  @Test("The user's connections and own keys, and nothing of the developer's or of others")
  func entries() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      _ = try await vault.connect(world.provider, name: "bob")
      world.clock.advance(seconds: 10)
      let key = try await world.give { held in
        held.methods = ["GET"]
        held.paths = ["/api/**"]
        held.latestEnd = world.clock.now().adding(seconds: 3600)
      }
      try await world.save("p", "deny DELETE", "ask POST /pay/** by end-user", "deny any when caller nosy")
      #expect(await world.call().value == 200)
      let seen = try await vault.wallet(of: try await world.visit())
      #expect(seen.map(\.id) == [key.id, world.ann.id])
      let (own, ann) = (seen[0], seen[1])
      #expect(own.isKey && own.application == "The Shop" && own.latestEnd != nil && own.calls == 0)
      #expect(!ann.isKey && ann.application == "" && ann.account == "ann@example.com" && ann.providerName == "Stand-in")
      #expect(ann.scopes == [ConnectScope(id: "read", inWords: "read")] && ann.state == .active)
      #expect(ann.calls == 1 && ann.lastUsed == world.clock.now() && ann.limits == nil && ann.latestEnd == nil)
      #expect(ann.developerLimits == ["Deny DELETE.", "Asks you first: POST on /pay/**."])
      #expect(own.developerLimits == ["Only GET.", "Only on /api/**."] + ann.developerLimits)
      #expect(try await vault.wallet(of: try await world.visit("bob")).map(\.application) == [""])
      #expect(try await vault.wallet(of: try await world.visit("nobody")).isEmpty)
      #expect("\(seen)".contains("access-1") == false)
    }
  }

  @Test("Through a caller's link: what that caller may use, its agents, and its calls")
  func throughACaller() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let shop = try await world.identify()
      let bot = try await vault.addCaller(CallerDraft(name: "bot", kind: .agent), by: .caller(shop))
      let delegation = try await vault.issueGrant(
        IssuedGrantDraft(parent: world.ann.id, holder: bot.caller.id), by: shop)
      let ci = try await vault.addCaller(
        CallerDraft(name: "ci", rights: CallerRight.usual.union([.walletLinks])), by: .admin)
      #expect(await world.call(as: shop).value == 200)
      #expect(await world.call(as: try await world.identify(ci)).value == 200)
      #expect(await world.call(as: try await world.identify(bot)).value == 200)
      let key = try await world.give()

      let shops = try await world.visit(by: .caller(shop))
      let mine = try await vault.wallet(of: shops)
      #expect(Set(mine.map(\.id)) == [world.ann.id, key.id])
      let seen = try #require(mine.first { $0.id == world.ann.id })
      #expect(seen.agents == ["shop/bot"] && seen.calls == 2)
      let activity = try await vault.walletActivity(of: shops, grant: world.ann.id)
      #expect(activity.compactMap { $0.event.kind == .intent ? $0.event.caller : nil } == ["shop/bot", "shop"])
      #expect(activity.contains { $0.event.kind == .connectionMade })
      #expect(activity.allSatisfy { $0.event.keyPrefix.isEmpty && $0.event.pid == 0 && $0.event.caller != "ci" })

      let cis = try await world.visit(by: .caller(try await world.identify(ci)))
      let others = try await vault.wallet(of: cis)
      #expect(others.first { $0.id == world.ann.id }?.agents == [])
      #expect(
        try await vault.walletActivity(of: cis).filter { $0.event.kind == .intent }.map(\.event.caller) == ["ci"])
      let all = try await world.visit()
      #expect(try await vault.wallet(of: all).first { $0.id == world.ann.id }?.calls == 3)
      let whole = try await vault.walletActivity(of: all)
      #expect(
        whole.count { $0.event.kind == .intent } == 3 && whole.map(\.sequence) == whole.map(\.sequence).sorted(by: >))
      #expect(try await vault.walletActivity(of: all, limit: 2).map(\.sequence) == whole.prefix(2).map(\.sequence))

      _ = try await vault.updateCaller(ci.caller.id, by: .admin) { $0.reach = .only([]) }
      #expect(try await vault.wallet(of: cis).isEmpty)
      #expect(try await vault.walletActivity(of: cis).isEmpty)
      #expect(await code { _ = try await vault.walletActivity(of: cis, grant: world.ann.id) } == .notFound)
      #expect(await code { try await vault.revokeInWallet(world.ann.id, by: cis) } == .notFound)
      _ = try await vault.withdrawGrant(delegation.id, reason: "", by: shop)
      #expect(try await vault.wallet(of: shops).first { $0.id == world.ann.id }?.agents == [])
    }
  }

  @Test("The developer's secrets and other users' grants can neither be looked at nor touched by their id")
  func others() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let developers = try await vault.grant(named: "developers-for-ann").grant
      let bob = try await vault.connect(world.provider, name: "bob")
      let visitor = try await world.visit()
      for id in [developers.id, bob.id, Identifier()] {
        #expect(await code { try await vault.revokeInWallet(id, by: visitor) } == .notFound)
        #expect(
          await code {
            try await vault.setWalletLimits(
              UserLimits(grant: id, user: "ann", asksFirst: true, changedAt: world.clock.now()), by: visitor)
          } == .notFound)
        #expect(await code { _ = try await vault.walletActivity(of: visitor, grant: id) } == .notFound)
      }
      #expect(try await vault.wallet(of: visitor).map(\.id) == [world.ann.id])
    }
  }
}
