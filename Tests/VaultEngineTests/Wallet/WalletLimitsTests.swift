import Domain
import LocalServers
import Outbound
import Testing

@testable import VaultEngine

@Suite("What a user says of a grant")
struct WalletLimitsTests {
  @Test("Methods bind every call whoever makes it, also what is only explained and what would be handed out")
  func methods() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let shop = try await world.identify()
      let taker = try await vault.addCaller(
        CallerDraft(name: "taker", rights: [.call, .retrieve]), by: .admin)
      let visitor = try await world.visit()
      try await vault.setWalletLimits(world.limits { $0.methods = ["head", "GET"] }, by: visitor)
      let noted = try #require(try await world.newest())
      #expect(noted.kind == .walletLimitsSet && noted.caller == "wallet" && noted.principal == "user:ann")
      #expect(noted.reason == "only GET, HEAD" && noted.grantID == world.ann.id)
      #expect(try await vault.wallet(of: visitor).first?.limits?.methods == ["GET", "HEAD"])

      for identity in [nil, shop] {
        #expect(await world.call(.get, as: identity).value == 200)
        let refused = try #require(await world.call(.post, as: identity).error)
        #expect(refused.message.contains("user limits v1 rule 1: deny any when not method GET,HEAD"))
        #expect(refused.cause == .policy("user limits v1 rule 1"))
      }
      let denied = try #require(try await world.newest())
      #expect(denied.kind == .denied && denied.rule == "user limits v1 rule 1")
      let url = world.provider.server.origin + "/api"
      let tested = try await vault.decide(method: "POST", url: url, grant: "ann").decision
      #expect(tested.verdict == .deny && tested.decider.description == "user limits v1 rule 1")
      #expect(tested.changes == ["user limits v1 rule 1 matches only when the method is not GET or HEAD"])
      let page = try await vault.auditPage(AuditQuery(), before: nil, limit: 1)
      let explained = try await vault.explain(sequence: try #require(page.entries.first).sequence)
      #expect(explained.then?.decider == tested.decider && explained.today == explained.then)
      #expect(
        await cause {
          _ = try await vault.releaseCredential(
            grantID: "ann", method: .get, url: url, as: try await world.identify(taker))
        } == .requiresProxy(.userLimits))
      // The developer's own secrets are no matter of the user's.
      #expect(try await vault.decide(method: "POST", url: url, grant: "developers-for-ann").decision.verdict == .allow)

      try await vault.setWalletLimits(world.limits { _ in }, by: visitor)
      #expect(await world.call(.post, as: shop).value == 200)
      _ = try await vault.releaseCredential(
        grantID: "ann", method: .get, url: url, as: try await world.identify(taker))
    }
  }

  @Test("Hours bind, by the zone's clock, and a clock that went back permits nothing")
  func hours() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let minute = Int((world.clock.now().seconds / 60) % 1440)
      let window = try #require(TimeWindow(start: (minute + 60) % 1440, end: (minute + 120) % 1440 + 1, zone: "UTC"))
      try await vault.setWalletLimits(world.limits { $0.hours = window }, by: try await world.visit())
      #expect(await world.call().error?.message.contains("user limits v1 rule 1") == true)
      world.clock.advance(seconds: 3660)
      #expect(await world.call().value == 200)
      world.clock.advance(seconds: -1800)
      #expect(await world.call().error?.message.contains("the clock went back") == true)
    }
  }

  @Test("An end is the user's to choose within the developer's bound: shorter, and, of what they connected, longer")
  func ends() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let now = world.clock.now()
      let key = try await world.give { held in
        held.grant.expiresAt = now.adding(seconds: 600)
        held.latestEnd = now.adding(seconds: 6000)
      }
      let visitor = try await world.visit()
      func end(_ grant: Grant, _ seconds: Int64?) async -> VaultError.Code? {
        await code {
          try await vault.setWalletLimits(
            UserLimits(
              grant: grant.id, user: "ann", expiresAt: seconds.map { now.adding(seconds: $0) }, changedAt: now),
            by: visitor)
        }
      }
      #expect(await end(key, 6001) == .badInput)
      #expect(await end(key, 0) == .badInput)
      #expect(await end(key, 6000) == nil)
      #expect(try await vault.wallet(of: visitor).first { $0.id == key.id }?.expiresAt == now.adding(seconds: 6000))
      world.clock.advance(seconds: 601)
      let url = world.provider.server.origin + "/api"
      #expect(try await vault.request(.get, url, grantID: "anns-key").status == 200)
      #expect(await end(key, 700) == nil)
      world.clock.advance(seconds: 100)
      #expect(await code { _ = try await vault.request(.get, url, grantID: "anns-key") } == .denied)
      #expect(try await vault.wallet(of: visitor).last?.state == .expired)
      // Over, and still within the bound.
      #expect(await end(key, 6000) == nil)
      #expect(try await vault.request(.get, url, grantID: "anns-key").status == 200)

      #expect(await end(world.ann, 800) == nil)
      world.clock.advance(seconds: 200)
      #expect(await world.call().error?.message.contains("expired") == true)
      #expect(await end(world.ann, nil) == nil)
      #expect(await world.call().value == 200)
      // What the admin signs is not what the user has said.
      #expect(await end(world.ann, 1000) == nil)
      _ = try await vault.connect(world.provider)
      #expect(try await vault.grant(named: "ann").grant.expiresAt == now.adding(seconds: 1000))
      #expect(await end(world.ann, 100_000_000) == nil)
      #expect(try await vault.wallet(of: visitor).first { $0.id == world.ann.id }?.latestEnd == nil)
    }
  }

  @Test("What cannot be meant is refused, and changes nothing")
  func mistakes() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let visitor = try await world.visit()
      let zone = try #require(TimeWindow(start: 60, end: 120, zone: "Nowhere/Land"))
      for limits in [
        world.limits { $0.methods = ["GET", "not a method"] }, world.limits { $0.hours = zone },
        world.limits { $0.methods = ["CONNECT"] },
      ] {
        #expect(await code { try await vault.setWalletLimits(limits, by: visitor) } == .badInput)
      }
      #expect(try await vault.wallet(of: visitor).first?.limits == nil)
      // Whoever's name is in them, they are the visitor's.
      try await vault.setWalletLimits(
        UserLimits(grant: world.ann.id, user: "bob", asksFirst: true, changedAt: world.clock.now()), by: visitor)
      #expect(try await vault.wallet(of: visitor).first?.limits?.user == "ann")
    }
  }

  @Test(
    "Limits that were changed, taken away or put back outside gatehouse refuse every call",
    arguments: [
      "UPDATE issued SET body = (SELECT body FROM old) WHERE kind = 'user_limits'",
      "UPDATE issued SET mac = randomblob(32) WHERE kind = 'user_limits'",
      "DELETE FROM issued WHERE kind = 'user_limits'",
      "DELETE FROM issued; DELETE FROM issued_head",
      """
      DELETE FROM issued; INSERT INTO issued SELECT * FROM old;
      DELETE FROM issued_head; INSERT INTO issued_head SELECT * FROM old_head
      """,
    ])
  func tampered(sql: String) async throws {
    try await WalletVault.with { world in
      let visitor = try await world.visit()
      try await world.vault.setWalletLimits(world.limits { $0.methods = ["GET", "POST"] }, by: visitor)
      try await world.it.tamper(
        "CREATE TABLE old AS SELECT * FROM issued; CREATE TABLE old_head AS SELECT * FROM issued_head")
      try await world.vault.setWalletLimits(world.limits { $0.methods = ["GET"] }, by: visitor)
      try await world.it.tamper(sql)
      let other = try await world.it.another()
      for vault in [world.vault, other] {
        #expect(await world.call(.post, in: vault).error?.code == .integrity)
        #expect(await code { _ = try await vault.wallet(of: visitor) } == .integrity)
        #expect(await code { try await vault.setWalletLimits(world.limits { _ in }, by: visitor) } == .integrity)
      }
      #expect(world.received == 0)
      await other.close()
    }
  }

  @Test("A replay of a draft obeys the limits of today")
  func replay() async throws {
    try await WalletVault.with { world in
      #expect(await world.call(.post).value == 200)
      try await world.vault.setWalletLimits(
        world.limits { $0.methods = ["GET"] }, by: try await world.visit())
      let draft = PolicyDraft(name: "d", scope: .everyGrant, rules: [try Rule("deny POST")])
      let report = try await world.vault.replay(draft, since: world.clock.now().adding(seconds: -60))
      #expect(report.changed == 0, "\(report)")
    }
  }
}
