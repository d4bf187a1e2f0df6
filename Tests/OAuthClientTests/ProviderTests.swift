import Domain
import LocalServers
import OAuthClient
import ProviderCatalog
import Testing

/// Each against a server that behaves as the provider is documented to; the differences are data of the catalogue.
@Suite("The six providers by their own rules")
struct ProviderTests {
  private typealias Answer = ScriptedServer.Answer

  /// Runs with a server, and stops it.
  private func with(
    _ answer: @escaping @Sendable (ScriptedServer.Incoming) -> ScriptedServer.Answer,
    _ body: (ScriptedServer) async throws -> Void
  ) async throws {
    let server = try await ScriptedServer.start { answer($0) }
    do { try await body(server) } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  @Test("GitHub answers with a form unless asked for JSON, joins scopes with commas, errs with status 200")
  func github() async throws {
    try await with { request in
      switch (request.method, request.path) {
      case ("POST", "/login/oauth/access_token"):
        guard request.header("accept") == "application/json" else {
          return Answer(200, "error=asked_for_a_form", type: "application/x-www-form-urlencoded; charset=utf-8")
        }
        guard request.form["client_secret"] == "app-secret", request.header("authorization") == nil else {
          return Answer(200, #"{"error":"incorrect_client_credentials"}"#)
        }
        guard request.form["code"] == "the-code" else {
          return Answer(200, #"{"error":"bad_verification_code","error_description":"The code is incorrect."}"#)
        }
        return Answer(200, #"{"access_token":"gho_x","scope":"repo,read:user","token_type":"bearer"}"#)
      case ("GET", "/user"):
        return request.header("user-agent") == nil ? Answer(403, "") : Answer(200, #"{"login":"octocat","id":1}"#)
      case ("DELETE", "/applications/app-id/token"):
        let isRight =
          request.header("authorization") == "Basic YXBwLWlkOmFwcC1zZWNyZXQ="
          && request.body == #"{"access_token":"gho_x"}"#
        return Answer(isRight ? 204 : 422, "")
      default: return Answer(404, "")
      }
    } _: { server in
      let client = try OAuthClient.of(.of("github", at: server))
      let tokens = try await client.tokens(scopes: ["repo", "read:user"])
      #expect(tokens.scopes == ["repo", "read:user"])
      #expect(tokens.expiresIn == nil && tokens.refreshToken == nil)
      #expect(try await client.account(of: tokens.accessToken) == "octocat")
      let wrong = await failure { _ = try await client.tokens(code: "other") }
      #expect(wrong == .refused(code: "bad_verification_code", description: "The code is incorrect."))
      #expect(try await client.revoke(accessToken: tokens.accessToken, refreshToken: nil, account: "octocat"))
      #expect(server.requests.last?.method == "DELETE" && server.requests.last?.body == #"{"access_token":"gho_x"}"#)
    }
  }

  @Test("GitHub's form-encoded answer is read as well, and its bad_refresh_token is a dead token")
  func githubForm() async throws {
    let isForm = "application/x-www-form-urlencoded; charset=utf-8"
    try await with { request in
      request.form["grant_type"] == "refresh_token"
        ? Answer(200, "error=bad_refresh_token&error_description=It+is+incorrect", type: isForm)
        : Answer(200, "access_token=ghu_y&expires_in=28800&refresh_token=ghr_z&scope=&token_type=bearer", type: isForm)
    } _: { server in
      let client = try OAuthClient.of(.of("github", at: server))
      let tokens = try await client.tokens()
      #expect(tokens.expiresIn == 28800 && tokens.refreshToken?.text() == "ghr_z" && tokens.scopes == [])
      let dead = await failure { _ = try await client.refresh(SecretBytes("ghr_z")) }
      #expect(dead?.isInvalidGrant == true)
    }
  }

  @Test("Stripe Connect names the account in the answer, and is told of the end by it, with the platform's key")
  func stripe() async throws {
    try await with { request in
      switch request.path {
      case "/oauth/token":
        Answer(
          200,
          #"{"access_token":"sk_acct","refresh_token":"rt","token_type":"bearer","scope":"read_write","#
            + #""livemode":false,"stripe_user_id":"acct_42"}"#)
      case "/oauth/deauthorize":
        Answer(
          request.header("authorization") == "Bearer app-secret"
            && request.form == ["client_id": "app-id", "stripe_user_id": "acct_42"] ? 200 : 401,
          #"{"stripe_user_id":"acct_42"}"#)
      default: Answer(404, "")
      }
    } _: { server in
      let client = try OAuthClient.of(.of("stripe", at: server))
      let tokens = try await client.tokens(scopes: ["read_write"])
      #expect(tokens.account == "acct_42" && tokens.expiresIn == nil)
      #expect(
        try await client.revoke(
          accessToken: tokens.accessToken, refreshToken: tokens.refreshToken, account: "acct_42"))
      #expect(server.requests.count == 2)
    }
  }

  @Test("Sentry's addresses end in a slash, and every refresh brings a new pair")
  func sentry() async throws {
    try await with { request in
      guard request.path == "/oauth/token/" else { return Answer(302, "") }
      guard request.form["grant_type"] != "refresh_token" || request.form["refresh_token"] == "r1" else {
        return Answer(400, #"{"error":"invalid_grant"}"#)
      }
      let next = request.form["grant_type"] == "refresh_token" ? "r2" : "r1"
      return Answer(
        200,
        #"{"access_token":"a","refresh_token":"\#(next)","expires_in":2591999,"scope":"org:read project:read","#
          + #""token_type":"bearer","user":{"id":"1","email":"ana@example.org"}}"#)
    } _: { server in
      let client = try OAuthClient.of(.of("sentry", at: server))
      let tokens = try await client.tokens(scopes: ["org:read"])
      #expect(tokens.account == "ana@example.org" && tokens.expiresIn == 2_591_999)
      let first = try #require(tokens.refreshToken)
      #expect(try await client.refresh(first).refreshToken?.text() == "r2")
      #expect(await failure { _ = try await client.refresh(SecretBytes("r0")) }?.isInvalidGrant == true)
      #expect(try await !client.revoke(accessToken: tokens.accessToken, refreshToken: first, account: ""))
    }
  }

  @Test("Discord wants forms and Basic, and each token is revoked by RFC 7009, the refresh token first")
  func discord() async throws {
    try await with { request in
      guard request.header("authorization") == "Basic YXBwLWlkOmFwcC1zZWNyZXQ=" || request.method == "GET",
        request.form["client_secret"] == nil
      else { return Answer(401, #"{"error":"invalid_client"}"#) }
      return switch request.path {
      case "/api/oauth2/token":
        Answer(
          200,
          #"{"access_token":"a","refresh_token":"r","expires_in":604800,"scope":"identify","token_type":"Bearer"}"#)
      case "/api/users/@me": Answer(200, #"{"id":"80351110224678912","username":"nelly"}"#)
      case "/api/oauth2/token/revoke": Answer(200, "{}")
      default: Answer(404, "")
      }
    } _: { server in
      let client = try OAuthClient.of(.of("discord", at: server))
      let tokens = try await client.tokens(scopes: ["identify"])
      #expect(try await client.account(of: tokens.accessToken) == "nelly")
      #expect(
        try await client.revoke(accessToken: tokens.accessToken, refreshToken: tokens.refreshToken, account: "nelly"))
      #expect(server.requests.suffix(2).map { $0.form["token"] } == ["r", "a"])
      let stranger = try OAuthClient.of(.of("discord", at: server), secret: nil)
      #expect(await failure { _ = try await stranger.tokens() } == .refused(code: "invalid_client", description: ""))
    }
  }

  @Test("Airtable demands PKCE with S256, and a refresh that comes too soon tells nothing of the token")
  func airtable() async throws {
    try await with { request in
      if request.form["grant_type"] == "refresh_token" { return Answer(409, #"{"error":"too_soon"}"#) }
      guard let verifier = request.form["code_verifier"], (43...128).contains(verifier.count),
        request.header("authorization")?.hasPrefix("Basic ") == true
      else { return Answer(400, #"{"error":"invalid_request"}"#) }
      return Answer(
        200,
        #"{"access_token":"a","refresh_token":"r","expires_in":3600,"refresh_expires_in":5184000,"#
          + #""scope":"data.records:read schema.bases:read","token_type":"Bearer"}"#)
    } _: { server in
      let client = try OAuthClient.of(.of("airtable", at: server))
      let pending = try client.authorization(
        scopes: ["data.records:read"], redirectURI: "http://localhost:7412/callback")
      #expect(pending.url.contains("code_challenge_method=S256") && pending.state.count >= 16)
      let tokens = try await client.tokens()
      #expect(tokens.scopes == ["data.records:read", "schema.bases:read"])
      #expect(await failure { _ = try await client.refresh(SecretBytes("r")) } == .throttled(retryAfter: nil))
    }
  }

  @Test("PagerDuty's wrong scope is no error: what was given shows it; it cannot be told of a revocation")
  func pagerduty() async throws {
    try await with { request in
      switch request.path {
      case "/oauth/token":
        request.form["code_verifier"] == nil
          ? Answer(400, #"{"error":"invalid_request"}"#)
          : Answer(
            200,
            #"{"access_token":"pdus+_0X","refresh_token":"pdus+_1X","expires_in":86400,"scope":"openid","#
              + #""token_type":"bearer"}"#)
      case "/users/me":
        request.header("accept")?.hasPrefix("application/vnd.pagerduty+json") == true
          ? Answer(200, #"{"user":{"email":"ops@example.org"}}"#) : Answer(406, "")
      default: Answer(404, "")
      }
    } _: { server in
      let client = try OAuthClient.of(.of("pagerduty", at: server))
      let tokens = try await client.tokens(scopes: ["incidents.read"])
      #expect(tokens.scopes == ["openid"])
      #expect(try await client.account(of: tokens.accessToken) == "ops@example.org")
      let facts = try OAuthFacts.of("pagerduty", at: server)
      #expect(Catalog.builtIn().provider("pagerduty")?.oauth?.revocation == nil && facts.pkce == "supported")
    }
  }
}
