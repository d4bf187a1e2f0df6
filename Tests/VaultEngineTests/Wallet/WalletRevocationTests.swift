import Domain
import LocalServers
import Testing

@testable import VaultEngine

@Suite("A user revokes a grant in the wallet")
struct WalletRevocationTests {
  @Test("No caller gets through with it any more, the provider is told, and the tokens go")
  func connection() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let shop = try await world.identify()
      let bot = try await vault.addCaller(CallerDraft(name: "bot", kind: .agent), by: .caller(shop))
      _ = try await vault.issueGrant(IssuedGrantDraft(parent: world.ann.id, holder: bot.caller.id), by: shop)
      let visitor = try await world.visit(by: .caller(shop))
      await vault.dropAdmin()
      let other = try await world.it.another()
      try await other.revokeInWallet(world.ann.id, by: visitor)
      let event = try #require(
        try await vault.auditEntries(AuditQuery(), after: 0).map(\.event).last { $0.kind == .grantWithdrawn })
      #expect(event.caller == "wallet" && event.principal == "user:ann" && event.grantID == world.ann.id)
      for identity in [nil, shop, try await world.identify(bot)] {
        #expect(await world.call(as: identity).error?.cause == .grantRevoked)
      }
      #expect(await code { _ = try await vault.refresh(grant: "ann", isForced: true) } == .denied)
      await other.waitForRevocations()
      #expect(world.provider.server.requests.filter { $0.path == "/revoke" }.count == 2)
      #expect(try await vault.connectionState()?.remoteRevocation == .done)
      let source = try await vault.grant(named: "ann").source.id
      #expect(try await vault.database.read { try $0.sealedValues(of: source) }.isEmpty)
      let seen = try #require(try await vault.wallet(of: visitor).first)
      #expect(seen.state == .revoked && seen.agents.isEmpty)
      // Once more changes nothing; neither user nor developer brings it back.
      let events = try await vault.status().events
      try await other.revokeInWallet(world.ann.id, by: visitor)
      #expect(try await vault.status().events == events)
      #expect(
        await code { try await vault.setWalletLimits(world.limits { _ in }, by: visitor) } == .badInput)
      #expect(world.received == 0)
      await other.close()
    }
  }

  @Test("A key of the user's own is destroyed at once, and its revocation cannot be taken back")
  func key() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let key = try await world.give()
      let visitor = try await world.visit()
      #expect(
        try await vault.request(.get, world.provider.server.origin + "/api", grantID: key.id.description).status == 200)
      try await vault.revokeInWallet(key.id, by: visitor)
      #expect(try await vault.database.read { try $0.sealedValues(of: key.sourceID) }.isEmpty)
      #expect(
        await code {
          _ = try await vault.request(.get, world.provider.server.origin + "/api", grantID: key.id.description)
        } == .denied)
      #expect(await code { try await vault.undoRevoke(.grant(key.id)) } == .badInput)
      #expect(try await vault.wallet(of: visitor).last?.state == .revoked)
    }
  }

  @Test("Calls that wait are denied at once, whoever was asked, and the log says why")
  func waiting() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      try await world.save("p", "ask POST by alice")
      let visitor = try await world.visit()
      let waiting = try await world.park()
      try await vault.revokeInWallet(world.ann.id, by: visitor)
      #expect(await waiting.result.error?.code == .denied)
      let denied = try #require(
        try await vault.auditEntries(AuditQuery(), after: 0).map(\.event).last { $0.requestID == waiting.id })
      #expect(denied.kind == .denied && denied.reason.contains("the user revoked ann"))
      #expect(try await vault.parkedCalls().isEmpty)
      #expect(world.received == 0)
    }
  }

  @Test("An answer that is coming is cut, and the log says why")
  func streaming() async throws {
    let server = try await LocalServer.start()
    try await WalletVault.with { world in
      let vault = world.vault
      let key = try await world.give(origin: server.origin)
      let visitor = try await world.visit()
      let response = try await vault.request(.get, server.origin + "/drip", grantID: key.id.description)
      var chunks = response.body.makeAsyncIterator()
      #expect(try await chunks.next() != nil)
      try await vault.revokeInWallet(key.id, by: visitor)
      let cut = await failure { while try await chunks.next() != nil {} }
      #expect(cut?.code == .denied && cut?.message.contains("the user revoked the grant") == true)
      let outcome = try #require(
        try await vault.auditPage(AuditQuery("kind:intent", now: world.clock.now()), before: nil, limit: 1)
          .entries.first?.outcome)
      #expect(outcome.event.reason.contains("the user revoked the grant") && outcome.event.flags == ["abandoned"])
    }
    await server.stop()
  }
}
