import AuthorizationServer
import Domain
import ProviderCatalog
import Testing

@testable import OAuthClient

/// The authorization code flow against a real server, Debian's glewlwyd.
@Suite("glewlwyd: authorization code", .timeLimit(.minutes(2)))
struct GlewlwydCodeTests {
  @Test("a user agrees in the browser, the listener takes the answer, and the token works")
  func wholeFlow() async throws {
    let listener = try await CallbackListener.start(
      redirectURI: "http://127.0.0.1:7412/callback", takesAnyPort: true, provider: "Glewlwyd")
    let app = try await GlewlwydApp.make(redirectURI: listener.redirectURI)
    let pending = try app.begin()
    listener.expect(pending)
    let redirect = try await app.user.authorize(pending.url)
    async let page = app.user.open(redirect)
    let tokens = try await app.client.exchange(try await listener.answer(), for: pending)
    #expect(tokens.expiresIn == 3600)
    #expect(tokens.scopes?.sorted() == ["read", "write"])
    #expect(tokens.refreshToken != nil)
    #expect(try await app.status(of: tokens) == 200)
    let account = try await app.client.account(of: tokens.accessToken)
    #expect(account == "\(app.user.username)@example.org")
    listener.finish(.connected(provider: "Glewlwyd", account: account ?? "", user: "u-1"))
    let shown = try await page
    #expect(shown.status == 200)
    #expect(shown.text.contains(app.user.username))
    for secret in [tokens.accessToken.plain, try tokens.refresh.plain, pending.state] {
      #expect(!shown.text.contains(secret))
    }
    await listener.stop()
  }

  @Test("a public client connects with PKCE alone")
  func publicClient() async throws {
    let app = try await GlewlwydApp.make(isConfidential: false)
    #expect(try await app.status(of: try await app.connect()) == 200)
  }

  @Test("the secret may stand in the body")
  func secretInBody() async throws {
    let app = try await GlewlwydApp.make { $0.clientAuthentication = "body" }
    #expect(try await app.status(of: try await app.connect()) == 200)
  }

  @Test("a user may grant less than is asked")
  func fewerScopes() async throws {
    let app = try await GlewlwydApp.make()
    #expect(try await app.connect(granting: ["read"]).scopes == ["read"])
  }

  @Test("the redirect names the issuer, and another one is not believed")
  func issuer() async throws {
    let app = try await GlewlwydApp.make()
    let pending = try app.begin()
    let redirect = try await app.user.authorize(pending.url)
    #expect(try CallbackAnswer.read(pasted: redirect, for: pending).issuer == app.server.issuer)
    let expecting = PendingAuthorization(
      url: pending.url, redirectURI: pending.redirectURI, state: pending.state, issuer: "https://other.example",
      verifier: pending.verifier)
    #expect(throws: OAuthFailure.self) { try CallbackAnswer.read(pasted: redirect, for: expecting) }
  }

  @Test("without PKCE this server refuses, and its error comes with the redirect")
  func withoutPKCE() async throws {
    let app = try await GlewlwydApp.make { $0.pkce = "none" }
    let pending = try app.begin()
    let redirect = try await app.user.authorize(pending.url)
    #expect { try CallbackAnswer.read(pasted: redirect, for: pending) } throws: { error in
      if case .refused("invalid_request", _)? = error as? OAuthFailure { true } else { false }
    }
  }

  @Test("the scope openid comes with the nonce that this server wants")
  func openID() async throws {
    let app = try await GlewlwydApp.make()
    #expect(try await app.connect(["openid", "read"]).scopes?.sorted() == ["openid", "read"])
  }

  @Test("a redirect URI that is not registered letter by letter is refused on the spot")
  func exactRedirect() async throws {
    let app = try await GlewlwydApp.make()
    let pending = try app.client.authorization(scopes: ["read"], redirectURI: "http://127.0.0.1:7413/callback")
    await #expect(throws: (any Error).self) { try await app.user.authorize(pending.url) }
  }

  @Test("a code of another attempt does not fit this one's PKCE verifier")
  func foreignCode() async throws {
    let app = try await GlewlwydApp.make()
    let (first, second) = (try app.begin(), try app.begin())
    let stolen = try await app.answer(first)
    let injected = CallbackAnswer(code: stolen.code, state: second.state, issuer: stolen.issuer)
    await #expect(throws: OAuthFailure.refused(code: "invalid_code", description: "")) {
      try await app.client.exchange(injected, for: second)
    }
  }

  @Test("a code works once; used again it takes back what it gave")
  func codeTwice() async throws {
    let app = try await GlewlwydApp.make()
    let pending = try app.begin()
    let answer = try await app.answer(pending)
    let tokens = try await app.client.exchange(answer, for: pending)
    // The attempt itself asks no more, so a copy does.
    let copy = PendingAuthorization(
      url: pending.url, redirectURI: pending.redirectURI, state: pending.state, issuer: pending.issuer,
      verifier: pending.verifier)
    await #expect(throws: OAuthFailure.refused(code: "invalid_code", description: "")) {
      try await app.client.exchange(answer, for: copy)
    }
    #expect(try await app.status(of: tokens) == 401)
  }

  @Test("a wrong secret is a refusal that does not ask the user again")
  func wrongSecret() async throws {
    let app = try await GlewlwydApp.make()
    let pending = try app.begin()
    let answer = try await app.answer(pending)
    let wrong = try app.with(secret: "wrong")
    let failure = await #expect(throws: OAuthFailure.self) { try await wrong.exchange(answer, for: pending) }
    #expect(failure == .refused(code: "unauthorized_client", description: ""))
    #expect(failure?.isInvalidGrant == false)
  }
}
