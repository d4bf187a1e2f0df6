import AuthorizationServer
import Domain
import LocalServers
import Testing

@testable import VaultEngine

@Suite("Grants of end users")
struct UserGrantTests {
  @Test(
    "A row that was changed, added or taken away is found before anything is sent",
    arguments: [
      "UPDATE issued SET body = zeroblob(8) WHERE kind = 'user_grant'",
      "UPDATE issued SET mac = randomblob(32) WHERE kind = 'user_grant'",
      "UPDATE issued SET version = version + 1 WHERE kind = 'user_grant'",
      "DELETE FROM issued WHERE kind = 'user_grant'",
      "UPDATE issued SET id = randomblob(16) WHERE kind = 'user_grant'",
    ])
  func tampered(_ sql: String) async throws {
    try await ConnectingVault.with { it in
      let grant = try it.grant(try await it.connect(ConnectWish(.connection), as: "ann")).id
      let sent = it.provider.server.requests.count
      try await it.it.tamper(sql)
      let other = try await it.it.another()
      let url = it.provider.server.origin + "/items"
      #expect(
        await code { _ = try await other.request(.get, url, grantID: grant.description, as: it.shop) } == .integrity)
      #expect(
        [.integrity, .notFound].contains(
          await code { _ = try await other.refresh(grant: grant.description, isForced: true) }))
      #expect(await code { _ = try await other.grants(for: it.shop) } == .integrity)
      let (_, token) = try await it.open(ConnectWish(.connection))
      #expect(await code { _ = try await other.connectOffers(token: token) } == .integrity)
      let overview = try await other.overview()
      #expect(overview.damage != nil && overview.grants.allSatisfy { $0.state == .tampered })
      #expect(it.provider.server.requests.count == sent)
      await other.close()
    }
  }

  @Test("An agent has it when it is handed on, a foreign caller never, and a revoked caller no more")
  func reach() async throws {
    try await ConnectingVault.with { it in
      let bot = try await it.vault.addCaller(CallerDraft(name: "bot", kind: .agent), by: .caller(it.shop))
      let agent = try await it.vault.identify(bot.text.copy(), from: .thisMachine)
      let kept = try it.grant(try await it.connect(ConnectWish(.connection, user: "ann"), as: "ann")).id
      #expect(try await it.vault.grants(for: agent).isEmpty)
      #expect(await cause { _ = try await it.call(kept, as: agent) } == .grantNotReachable)
      let wish = ConnectWish(.connection, user: "bob", agent: bot.caller.id, methods: ["GET"])
      let shared = try it.grant(try await it.connect(wish, as: "bob")).id
      let held = try await it.vault.grants(for: agent)
      #expect(held.count == 1 && held.first?.issued?.parent == shared)
      let delegation = try #require(held.first).id
      #expect(try await it.call(delegation, as: agent) == 200)
      #expect(await cause { _ = try await it.call(delegation, .post, as: agent) } == .policy("user's grant"))
      #expect(
        try await it.vault.grants(for: it.shop).first { $0.id == shared }?.delegations.map(\.holder) == [bot.caller.id])
      // Connected anew it stays one delegation.
      #expect(try it.grant(try await it.connect(wish, as: "bob")) == (shared, true))
      #expect(try await it.vault.grants(for: agent).map(\.id) == [delegation])
      // One that is named for an agent is the agent's.
      let named = try await it.vault.addCaller(
        CallerDraft(name: "named", kind: .agent, reach: .only([kept])), by: .caller(it.shop))
      let second = try await it.vault.identify(named.text.copy(), from: .thisMachine)
      #expect(try await it.call(kept, as: second) == 200)

      // A reach of every grant is of the developer's; what another caller's users connected wants its name.
      let every = try await it.vault.identify(
        try await it.vault.addCaller(CallerDraft(name: "every"), by: .admin).text.copy(), from: .thisMachine)
      #expect(await cause { _ = try await it.call(kept, as: every) } == .grantNotReachable)
      #expect(try await it.vault.grants(for: every).isEmpty)
      let told = try await it.vault.identify(
        try await it.vault.addCaller(CallerDraft(name: "told", reach: .only([kept])), by: .admin).text.copy(),
        from: .thisMachine)
      #expect(try await it.call(kept, as: told) == 200)

      let stranger = try await it.vault.addCaller(CallerDraft(name: "stranger", reach: .only([])), by: .admin)
      let other = try await it.vault.identify(stranger.text.copy(), from: .thisMachine)
      #expect(await cause { _ = try await it.call(kept, as: other) } == .grantNotReachable)
      _ = try await it.vault.revokeCaller(it.minted.caller.id, by: .admin)
      #expect(await cause { _ = try await it.call(kept) } == .callerRevoked)
      #expect(await cause { _ = try await it.call(delegation, as: agent) } == .callerRevoked)
    }
  }

  @Test("A caller that withdraws it ends it for good: the provider is told")
  func withdrawn() async throws {
    try await ConnectingVault.with { it in
      let grant = try it.grant(try await it.connect(ConnectWish(.connection), as: "ann")).id
      let values = try await it.sealedValues()
      _ = try await it.vault.withdrawGrant(grant, reason: "done", by: it.shop)
      await it.vault.waitForRevocations()
      #expect(it.provider.count("/revoke") == 2)
      #expect(try await it.sealedValues() == values - 1)
      #expect(await cause { _ = try await it.call(grant) } == .grantRevoked)
      #expect(try await it.vault.grant(named: grant.description).state == .revoked)
      #expect(await code { try await it.vault.undoRevoke(.grant(grant)) } == .badInput)
      // The account is free for a new grant.
      #expect(try it.grant(try await it.connect(ConnectWish(.connection), as: "ann")).isReauth == false)
      #expect(try await it.vault.overview().damage == nil)
    }
  }

  @Test("What the caller asks for bounds its life, and long after its end nothing of it is left")
  func ended() async throws {
    try await ConnectingVault.with { it in
      let end = it.clock.now().adding(seconds: 7200)
      let wish = ConnectWish(.connection, lifetime: 86_400, longestLifetime: 172_800, latestEnd: end)
      let grant = try it.grant(try await it.connect(wish, as: "ann")).id
      #expect(try await it.vault.grants(for: it.shop).first?.expiresAt == end)
      it.clock.advance(seconds: 7200)
      #expect(await cause { _ = try await it.call(grant) } == .grantExpired)
      #expect(try await it.vault.grants(for: it.shop).first?.state == .expired)
      #expect(await code { _ = try await it.open(wish) } == .badInput)
      it.clock.advance(seconds: 91 * 86_400)
      _ = try await it.connect(ConnectWish(.connection), as: "bob")
      #expect(try await it.vault.grants(for: it.shop).count == 1)
      #expect(try await it.issued("user_grant") == 1)
      // That of the app, and those of the new one.
      #expect(try await it.sealedValues() == 2)
      #expect(try await it.vault.overview().damage == nil)
    }
  }

  @Test("What the admin signed is mended by the same account alone, and its row stays as it is")
  func mended() async throws {
    try await ConnectingVault.with { it in
      let made = try it.grant(try await it.connect(ConnectWish(.connection, user: "ann"), as: "ann")).id
      // By an admin's change of the connection the row becomes the admin's.
      let connection = try #require(try await it.vault.grant(named: made.description).source.connection)
      try await it.vault.change { change in
        var signed = connection
        signed.version += 1
        try change.writer.put(ConnectionRecord(connection: signed))
      }
      let signed = try await it.vault.grant(named: made.description).source
      let other = try await it.open(ConnectWish(.connection, repairs: made))
      let begun = try await it.vault.beginAuthorization(
        token: other.token, provider: "place", returningTo: ConnectingVault.page)
      _ = try await it.comeBack(from: begun.url, "code=eve")
      let refused = await failure { _ = try await it.vault.finishAuthorization(begun.id, token: other.token) }
      #expect(refused?.code == .badInput && refused?.message.contains("eve") == true)
      #expect(try await it.vault.connectSession(token: other.token)?.answer == nil)
      #expect(try it.grant(try await it.connect(ConnectWish(.connection, repairs: made), as: "ann")) == (made, true))
      #expect(try await it.vault.grant(named: made.description).source == signed)
      #expect(try await it.call(made) == 200)
      #expect(
        await code { _ = try await it.connect(ConnectWish(.connection, repairs: Identifier()), as: "ann") } == .notFound
      )
    }
  }

  @Test("The owner's own connecting is a session too, and can be ended from elsewhere")
  func own() async throws {
    try await ConnectingVault.with { it in
      let other = try await it.it.another()
      let draft = ConnectionDraft(app: "place", userID: "ann")
      let (opened, continuation) = AsyncStream.makeStream(of: String.self)
      func connecting() -> Task<Result<Grant, VaultError>, Never> {
        Task {
          do throws(VaultError) {
            return .success(
              try await it.vault.connect(draft, pasted: AsyncStream { _ in }) { step in
                if case .open(let url) = step { continuation.yield(url) }
              })
          } catch { return .failure(error) }
        }
      }
      var urls = opened.makeAsyncIterator()
      let first = connecting()
      _ = await urls.next()
      let sessions = try await other.connectSessions()
      #expect(sessions.map(\.callerName) == ["gatehouse"] && sessions.first?.wish.user == "ann")
      let token = try await other.connectToken(of: try #require(sessions.first).id)
      #expect(await code { _ = try await other.connectOffers(token: token) } == .denied)
      _ = try await other.cancelConnectSession(try #require(sessions.first).id)
      guard case .failure(let ending) = await first.value else {
        Issue.record("it went on")
        return
      }
      #expect(ending.code == .denied && ending.message.contains("from elsewhere"))

      let second = connecting()
      let url = try #require(await urls.next())
      async let tab = it.comeBack(from: url, "code=ann")
      #expect(try await second.value.get().name == "place-ann")
      #expect(try await tab.status == 200)
      #expect(try await other.connectSessions().isEmpty)
      await other.close()
    }
  }
}
