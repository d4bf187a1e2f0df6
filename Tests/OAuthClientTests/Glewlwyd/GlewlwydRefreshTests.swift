import AuthorizationServer
import Domain
import OAuthClient
import ProviderCatalog
import Testing

/// Refresh and revocation against a real server, Debian's glewlwyd.
@Suite("glewlwyd: refresh and revocation", .timeLimit(.minutes(2)))
struct GlewlwydRefreshTests {
  @Test("a refresh brings a new pair, as often as wanted")
  func rotation() async throws {
    let app = try await GlewlwydApp.make()
    var tokens = try await app.connect()
    var seen: Set<String> = [try tokens.refresh.plain]
    for _ in 0..<3 {
      tokens = try await app.client.refresh(try tokens.refresh)
      #expect(seen.insert(try tokens.refresh.plain).inserted)
      #expect(tokens.expiresIn == 3600)
      #expect(tokens.scopes?.sorted() == ["read", "write"])
      #expect(try await app.status(of: tokens) == 200)
    }
  }

  @Test("an old refresh token is refused, and ends the new one too")
  func reuse() async throws {
    let app = try await GlewlwydApp.make()
    let first = try await app.connect()
    let second = try await app.client.refresh(try first.refresh)
    for token in [try first.refresh, try second.refresh] {
      let failure = await #expect(throws: OAuthFailure.self) { try await app.client.refresh(token) }
      #expect(failure?.isInvalidGrant == true)
    }
    // Access that was given out ends by itself.
    #expect(try await app.status(of: second) == 200)
  }

  @Test("only the provider's description makes an empty refusal final")
  func emptyRefusal() async throws {
    let app = try await GlewlwydApp.make { $0.isEmptyRefusalFinal = false }
    let first = try await app.connect()
    _ = try await app.client.refresh(try first.refresh)
    let failure = await #expect(throws: OAuthFailure.self) { try await app.client.refresh(try first.refresh) }
    guard case .unavailable? = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test("with a wrong secret this server takes the refresh token and gives nothing: that is final indeed")
  func wrongSecret() async throws {
    let app = try await GlewlwydApp.make()
    let tokens = try await app.connect()
    for client in [try app.with(secret: "wrong"), app.client] {
      let failure = await #expect(throws: OAuthFailure.self) { try await client.refresh(try tokens.refresh) }
      #expect(failure?.isInvalidGrant == true)
    }
  }

  @Test("a public client refreshes without a secret")
  func publicClient() async throws {
    let app = try await GlewlwydApp.make(isConfidential: false)
    let tokens = try await app.client.refresh(try await app.connect().refresh)
    #expect(try await app.status(of: tokens) == 200)
  }

  @Test("a server that does not rotate gives no new refresh token, and the old one goes on working")
  func withoutRotation() async throws {
    let server = try await Glewlwyd.start(accessSeconds: 7, refreshWorksOnce: false)
    let app = try await GlewlwydApp.make(at: server)
    let first = try await app.connect()
    #expect(first.expiresIn == 7)
    for _ in 0..<2 {
      let tokens = try await app.client.refresh(try first.refresh)
      #expect(tokens.refreshToken == nil)
      #expect(try await app.status(of: tokens) == 200)
    }
  }

  @Test("after revocation neither token works")
  func revocation() async throws {
    let app = try await GlewlwydApp.make()
    let tokens = try await app.connect()
    #expect(
      try await app.client.revoke(
        accessToken: tokens.accessToken, refreshToken: try tokens.refresh, account: app.user.username))
    #expect(try await app.status(of: tokens) == 401)
    let failure = await #expect(throws: OAuthFailure.self) { try await app.client.refresh(try tokens.refresh) }
    #expect(failure?.isInvalidGrant == true)
    // What is revoked already may be revoked again (RFC 7009, section 2.2).
    #expect(
      try await app.client.revoke(
        accessToken: tokens.accessToken, refreshToken: try tokens.refresh, account: app.user.username))
  }

  @Test("this server revokes nothing for a public client, and that is not taken for done")
  func publicRevocation() async throws {
    let app = try await GlewlwydApp.make(isConfidential: false)
    let tokens = try await app.connect()
    await #expect(throws: OAuthFailure.self) {
      try await app.client.revoke(
        accessToken: tokens.accessToken, refreshToken: try tokens.refresh, account: app.user.username)
    }
    #expect(try await app.status(of: tokens) == 200)
  }
}
