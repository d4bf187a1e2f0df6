import AuthorizationServer
import Domain
import LocalServers
import Testing

@testable import VaultEngine

@Suite("Connecting from a page", .timeLimit(.minutes(3)))
struct AuthorizingTests {
  @Test(
    "At a real server: the user agrees, the caller may use the grant within what it asked for, and it ends everywhere")
  func real() async throws {
    let server = try await Glewlwyd.start()
    let redirectURI = "http://127.0.0.1:\(try LocalPort.free())/callback"
    let client = try await server.makeClient(redirectURIs: [redirectURI])
    let user = try await server.makeUser()
    try await TemporaryVault.with { it in
      let vault = it.vault
      try await vault.storeProvider(CustomProvider(id: "glewlwyd", text: server.providerFile()))
      _ = try await vault.storeOAuthApp(
        OAuthAppDraft(
          name: "work", provider: "glewlwyd", clientID: client.id,
          clientSecret: client.secret.map { SecretBytes($0) }, scopes: Glewlwyd.scopes, redirectURI: redirectURI))
      let minted = try await vault.addCaller(
        CallerDraft(name: "shop", reach: .only([]), rights: Set(CallerRight.allCases)), by: .admin)
      let shop = try await vault.identify(minted.text.copy(), from: .thisMachine)
      await vault.dropAdmin()

      let wish = ConnectWish(
        .connection, user: "mia", methods: ["get"], lifetime: 3600, longestLifetime: 7200)
      let (session, token) = try await vault.openConnectSession(wish, by: shop)
      let offers = try await vault.connectOffers(token: token)
      #expect(offers.map(\.provider) == ["glewlwyd"] && offers.first?.name == "Glewlwyd")
      #expect(
        offers.first?.way
          == .authorize(
            app: "work",
            scopes: [ConnectScope(id: "read", inWords: "Read"), ConnectScope(id: "write", inWords: "Write")]))
      #expect(try await vault.connectToken(of: session.id) == token)

      let begun = try await vault.beginAuthorization(
        token: token, provider: "glewlwyd", returningTo: ConnectingVault.page)
      #expect(await code { _ = try await vault.finishAuthorization(begun.id, token: token) } == .notFound)
      let sent = try await BrowserTab().open(try await user.authorize(begun.url))
      #expect(sent.status == 303 && sent.location == ConnectingVault.page)
      let answered = try await vault.finishAuthorization(begun.id, token: token)
      guard case .completed(let id, false) = answered.answer else {
        Issue.record("\(String(describing: answered.answer))")
        return
      }
      #expect(try await vault.connectSession(token: token, by: shop)?.answer == answered.answer)
      let own = try await vault.grants(for: shop)
      #expect(own.map(\.id) == [id] && own.first?.principal == .user("mia") && own.first?.name == "glewlwyd-mia")
      #expect(own.first?.source.connection?.account == "\(user.username)@example.org")
      #expect(own.first?.expiresAt == own.first?.createdAt.adding(seconds: 3600))

      let url = "\(server.issuer)/userinfo"
      func status(_ method: RequestMethod) async throws -> Int {
        let response = try await vault.request(method, url, grantID: id.description, as: shop)
        _ = try await response.body.collect(upTo: 100_000)
        return response.status
      }
      #expect(try await status(.get) == 200)
      #expect(await cause { _ = try await status(.post) } == .policy("user's grant"))
      let released = await cause {
        _ = try await vault.releaseCredential(grantID: id.description, method: .get, url: url, as: shop)
      }
      #expect(released == .requiresProxy(.restricted))
      _ = try await vault.refresh(grant: id.description, isForced: true)
      #expect(try await status(.get) == 200)

      try await vault.holdAdmin(passphrase: SecretBytes(TemporaryVault.passphrase))
      #expect(try await vault.revokeGrant(id) == .done)
      #expect(await cause { _ = try await status(.get) } == .grantRevoked)
      #expect(try await vault.verifyAudit().problem == nil)
      let kinds = try await vault.auditEntries(AuditQuery(), after: 0).map(\.event.kind)
      #expect(kinds.contains(.connectionMade) && kinds.contains(.connectAnswered) && kinds.contains(.connectionRevoked))
    }
    await server.stop()
  }

  @Test("Two at once at one port each get their own; the same account is mended, another is a new grant")
  func twoAtOnce() async throws {
    try await ConnectingVault.with { it in
      let (first, second) = (try await it.open(ConnectWish(.connection)), try await it.open(ConnectWish(.connection)))
      let one = try await it.vault.beginAuthorization(
        token: first.token, provider: "place", returningTo: ConnectingVault.page)
      let two = try await it.vault.beginAuthorization(
        token: second.token, provider: "place", returningTo: ConnectingVault.page + "2")
      #expect(try await it.comeBack(from: two.url, "code=bob").location == ConnectingVault.page + "2")
      #expect(try await it.comeBack(from: one.url, "code=ann").location == ConnectingVault.page)
      // A second answer changes nothing, and no session can take another's.
      #expect(try await it.comeBack(from: one.url, "code=eve").status == 409)
      #expect(await code { _ = try await it.vault.finishAuthorization(two.id, token: first.token) } == .notFound)
      let bob = try it.grant(try await it.vault.finishAuthorization(two.id, token: second.token))
      let ann = try it.grant(try await it.vault.finishAuthorization(one.id, token: first.token))
      #expect(await code { _ = try await it.vault.finishAuthorization(one.id, token: first.token) } == .notFound)
      #expect(it.provider.count("/token") == 2)
      let grants = try await it.vault.grants(for: it.shop)
      #expect(Set(grants.map(\.id)) == [ann.id, bob.id])
      #expect(grants.first { $0.id == ann.id }?.source.connection?.account == "ann")
      #expect(grants.allSatisfy { $0.principal.description.hasPrefix("user:guest-") })

      // A guest is known again by the account; a user of the application by its word.
      #expect(try it.grant(try await it.connect(ConnectWish(.connection), as: "ann")) == (ann.id, true))
      let mia = try it.grant(try await it.connect(ConnectWish(.connection, user: "mia"), as: "ann"))
      #expect(!mia.isReauth && mia.id != ann.id)
      #expect(try it.grant(try await it.connect(ConnectWish(.connection, user: "mia"), as: "ann")) == (mia.id, true))
      let other = try it.grant(try await it.connect(ConnectWish(.connection, user: "mia"), as: "work"))
      #expect(!other.isReauth)
      let all = try await it.vault.grants(for: it.shop)
      #expect(all.count == 4 && Set(all.map(\.name)).count == 4)
      #expect(all.first { $0.id == other.id }?.label == "work" && all.first { $0.id == mia.id }?.label == "")
      #expect(try await it.call(mia.id) == 200)
      // Mending begins with new tokens: none of the earlier ones is left.
      #expect(try await it.sealedValues() == 5)
    }
  }

  @Test("A refusal and a wrong registration answer the session; trouble of the network leaves it waiting")
  func refused() async throws {
    try await ConnectingVault.with { it in
      let denied = try await it.open(ConnectWish(.connection))
      let begun = try await it.vault.beginAuthorization(
        token: denied.token, provider: "place", returningTo: ConnectingVault.page)
      _ = try await it.comeBack(from: begun.url, "error=access_denied")
      let no = try await it.vault.finishAuthorization(begun.id, token: denied.token)
      #expect(no.answer == .denied(reason: "The place: the user did not agree"))

      let wrong = try await it.open(ConnectWish(.connection))
      it.provider.fail(.init(401, #"{"error":"invalid_client"}"#))
      let second = try await it.vault.beginAuthorization(
        token: wrong.token, provider: "place", returningTo: ConnectingVault.page)
      _ = try await it.comeBack(from: second.url, "code=ann")
      guard
        case .failed("invalid_client", _) = try await it.vault.finishAuthorization(second.id, token: wrong.token).answer
      else {
        Issue.record("not told")
        return
      }

      let late = try await it.open(ConnectWish(.connection))
      it.provider.fail(.init(503, "<html>"))
      let third = try await it.vault.beginAuthorization(
        token: late.token, provider: "place", returningTo: ConnectingVault.page)
      _ = try await it.comeBack(from: third.url, "code=ann")
      #expect(await code { _ = try await it.vault.finishAuthorization(third.id, token: late.token) } == .unreachable)
      #expect(try await it.vault.connectSession(token: late.token)?.answer == nil)
      #expect(
        await code {
          _ = try await it.vault.beginAuthorization(
            token: late.token, provider: "github", returningTo: ConnectingVault.page)
        } == .badInput)
      #expect(
        try await it.vault.declineConnectSession(token: late.token, reason: "not now").answer
          == .denied(reason: "not now"))
      #expect(await code { _ = try await it.vault.connectOffers(token: late.token) } == .notFound)
      #expect(try await it.issued("user_grant") == 0)
      #expect(await it.vault.authorizations.isEmpty)
    }
  }

  @Test(
    "What happens while the provider answers leaves nothing behind",
    arguments: ["a lock", "a revoked caller", "another answer", "a cancelled session"])
  func inBetween(_ what: String) async throws {
    try await ConnectingVault.with { it in
      let (session, token) = try await it.open(ConnectWish(.connection))
      let begun = try await it.vault.beginAuthorization(
        token: token, provider: "place", returningTo: ConnectingVault.page)
      _ = try await it.comeBack(from: begun.url, "code=ann")
      let values = try await it.sealedValues()
      it.provider.beforeTokens {
        switch what {
        case "a lock": try? await it.vault.lock()
        case "a revoked caller": _ = try? await it.vault.revokeCaller(it.minted.caller.id, by: .admin)
        case "another answer": _ = try? await it.vault.declineConnectSession(token: token, reason: "")
        default: _ = try? await it.vault.cancelConnectSession(session.id)
        }
      }
      let ending = await failure { _ = try await it.vault.finishAuthorization(begun.id, token: token) }
      #expect([.locked, .denied, .notFound].contains(ending?.code))
      try await it.vault.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
      #expect(try await it.issued("user_grant") == 0)
      #expect(try await it.sealedValues() == values)
      #expect(it.provider.count("/token") == 1)
    }
  }

  @Test("A port that another program has is told by whom, and is free again for the next try")
  func taken() async throws {
    try await ConnectingVault.with { it in
      let (_, token) = try await it.open(ConnectWish(.connection))
      let other = try await it.it.another()
      let (_, second) = try await it.open(ConnectWish(.connection))
      _ = try await other.beginAuthorization(token: second, provider: "place", returningTo: ConnectingVault.page)
      let refusal = await failure {
        _ = try await it.vault.beginAuthorization(token: token, provider: "place", returningTo: ConnectingVault.page)
      }
      #expect(refusal?.code == .unreachable && refusal?.message.contains("is taken by") == true)
      await other.close()
      _ = try await it.vault.beginAuthorization(token: token, provider: "place", returningTo: ConnectingVault.page)
    }
  }
}
