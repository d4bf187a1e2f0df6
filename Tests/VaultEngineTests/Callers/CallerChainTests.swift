import Domain
import LocalServers
import Testing

@testable import VaultEngine

@Suite("Callers that callers made")
struct CallerChainTests {
  @Test("An agent has no more than its maker, whatever it was given")
  func narrows() async throws {
    try await CallerVault.with { it in
      let api = it.api.id
      _ = try await it.vault.updateCaller(it.ci.id, by: .admin) { $0.reach = .only([api]) }
      await it.vault.dropAdmin()
      let bot = try await it.agent { $0.rights = Set(CallerRight.allCases) }
      #expect(bot.identity.name == "ci/bot" && bot.minted.key.form == .agent && bot.identity.rootID == it.ci.id)
      #expect(bot.identity.rights == CallerRight.usual, "the token is not its maker's to give")
      #expect(await it.call(as: bot.identity).value == 200)
      #expect(try await it.newest()?.caller == "ci/bot")
      #expect(await it.call(as: bot.identity, grant: "other").error?.cause == .grantNotReachable)
      #expect(
        await cause { _ = try await it.agent("b2") { $0.reach = .only([it.other.id]) } } == .grantNotReachable)
      #expect(await code { _ = try await it.agent("bot") } == .exists)
    }
  }

  @Test("What the admin takes from the maker, the agents lose; suspended or revoked it takes them with it")
  func followsItsMaker() async throws {
    try await CallerVault.with { it in
      let bot = try await it.agent()
      let inner = try await it.vault.addCaller(CallerDraft(name: "inner"), by: .caller(bot.identity))
      let identity = try await it.identify(inner)
      #expect(identity.name == "ci/bot/inner")
      #expect(await it.call(as: identity).value == 200)
      let time = it.clock.now()
      _ = try await it.vault.updateCaller(bot.identity.id, by: .caller(try await it.identify())) {
        $0.suspendedAt = time
      }
      #expect(await it.call(as: identity).error?.cause == .callerSuspended)
      #expect(await it.call(as: try await it.identify()).value == 200)
      _ = try await it.vault.updateCaller(bot.identity.id, by: .admin) { $0.suspendedAt = nil }
      _ = try await it.vault.updateCaller(it.ci.id, by: .admin) { $0.rights.remove(.administer) }
      #expect(await it.call(as: identity).error?.cause == .keyInactive)
      _ = try await it.vault.updateCaller(it.ci.id, by: .admin) { $0.rights.insert(.administer) }
      #expect(await it.call(as: identity).value == 200)
      _ = try await it.vault.revokeCaller(it.ci.id, by: .admin)
      #expect(await it.call(as: identity).error?.cause == .callerRevoked)
      #expect(try await it.vault.callers().allSatisfy { $0.state == .revoked })
    }
  }

  @Test("A caller reaches those below it and nobody else")
  func onlyBelow() async throws {
    try await CallerVault.with { it in
      let (bot, twin) = (try await it.agent("bot"), try await it.agent("twin"))
      let stranger = try await it.vault.addCaller(CallerDraft(name: "stranger"), by: .admin)
      let authority = CallerAuthority.caller(bot.identity)
      for id in [it.ci.id, twin.identity.id, stranger.caller.id] {
        #expect(await code { _ = try await it.vault.updateCaller(id, by: authority) { $0.name = "x" } } == .notFound)
        #expect(await code { _ = try await it.vault.revokeCaller(id, by: authority) } == .notFound)
        #expect(
          await code { _ = try await it.vault.mintKey(for: id, CallerKeyDraft(name: "k"), by: authority) } == .notFound)
      }
      #expect(await code { _ = try await it.vault.revokeKey(stranger.key.id, by: authority) } == .notFound)
      #expect(
        await code { _ = try await it.vault.rotateKey(it.minted.key.id, overlapSeconds: 0, by: authority) } == .notFound
      )
      _ = try await it.vault.revokeCaller(bot.identity.id, by: authority)
      #expect(await cause { _ = try await it.identify(bot.minted) } == .callerRevoked)
      #expect(await it.call(as: try await it.identify(twin.minted)).value == 200)
    }
  }

  @Test("The calls of agents count as their maker's")
  func rateOfAll() async throws {
    try await CallerVault.with(CallerDraft(name: "ci", ratePerMinute: 2)) { it in
      let (bot, twin) = (try await it.agent("bot"), try await it.agent("twin"))
      #expect(await it.call(as: bot.identity).value == 200)
      #expect(await it.call(as: twin.identity).value == 200)
      #expect(await it.call(as: try await it.identify()).error?.cause != nil)
      #expect(await it.call(as: bot.identity).error?.cause != nil)
    }
  }

  @Test("A caller whose passphrase nobody types ends itself, for good")
  func endsItself() async throws {
    try await CallerVault.with { it in
      await it.vault.dropAdmin()
      let owner = try await it.vault.identity(as: "ci")
      #expect(owner.keyID == it.ci.id && owner.keyPrefix.isEmpty && owner.rights == CallerRight.usual)
      let short = try await it.vault.mintKey(
        for: it.ci.id, CallerKeyDraft(name: "run", expiresAt: it.clock.now().adding(seconds: 60)), by: .caller(owner))
      #expect(short.key.form == .derived && short.key.parent == nil)
      #expect(await it.call(as: try await it.identify(short)).value == 200)
      _ = try await it.vault.revokeKey(short.key.id, by: .caller(owner))
      #expect(await cause { _ = try await it.identify(short) } == .keyRevoked)
      _ = try await it.vault.revokeCaller(it.ci.id, by: .caller(owner))
      #expect(await cause { _ = try await it.identify() } == .callerRevoked)
      #expect(await cause { _ = try await it.vault.identity(as: "ci") } == .callerRevoked)
    }
  }

  @Test("What ended long ago is forgotten when something else is made; until then it is told as ended")
  func forgets() async throws {
    try await CallerVault.with { it in
      let identity = try await it.identify()
      func mint(_ name: String) async throws -> MintedKey {
        try await it.vault.mintKey(
          for: it.ci.id, CallerKeyDraft(name: name, expiresAt: it.clock.now().adding(seconds: 60)),
          by: .caller(identity))
      }
      let old = try await mint("old")
      it.clock.advance(seconds: 89 * 86_400)
      _ = try await mint("later")
      #expect(await cause { _ = try await it.identify(old) } == .keyExpired)
      it.clock.advance(seconds: 2 * 86_400)
      _ = try await mint("new")
      #expect(await cause { _ = try await it.identify(old) } == .invalidKey)
      #expect(await it.call(as: identity).value == 200)
    }
  }
}
