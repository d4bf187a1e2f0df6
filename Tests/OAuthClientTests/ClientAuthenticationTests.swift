import Domain
import LocalServers
import OAuthClient
import Outbound
import ProviderCatalog
import Testing

@Suite("How the client shows who it is")
struct ClientAuthenticationTests {
  /// What a token request says, for an id and a secret with characters that a form escapes (RFC 6749, appendix B).
  private func request(_ way: String, secret: String?) async throws -> ScriptedServer.Incoming {
    let server = try await ScriptedServer.start { _ in .init(200, #"{"access_token":"a"}"#) }
    var facts = OAuthFacts(authorizeURL: server.origin + "/a", tokenURL: server.origin + "/t")
    facts.clientAuthentication = way
    let client = OAuthClient(
      registration: OAuthRegistration(
        clientID: "an id:1", clientSecret: secret.map { SecretBytes($0) }, facts: facts), outbound: try OutboundClient()
    )
    _ = try await client.refresh(SecretBytes("r+/="))
    await server.stop()
    return try #require(server.requests.first)
  }

  @Test("By Basic both are form-encoded first, and stand nowhere else")
  func basic() async throws {
    let request = try await request("basic", secret: " %&+£€")
    // an%20id%3A1:%20%25%26%2B%C2%A3%E2%82%AC
    #expect(
      request.header("authorization") == "Basic YW4lMjBpZCUzQTE6JTIwJTI1JTI2JTJCJUMyJUEzJUUyJTgyJUFD")
    #expect(request.body == "grant_type=refresh_token&refresh_token=r%2B%2F%3D")
  }

  @Test("In the body they are form-encoded, and there is no header")
  func body() async throws {
    let request = try await request("body", secret: " %&+£€")
    #expect(request.header("authorization") == nil)
    #expect(
      request.body == "grant_type=refresh_token&refresh_token=r%2B%2F%3D&client_id=an%20id%3A1"
        + "&client_secret=%20%25%26%2B%C2%A3%E2%82%AC")
  }

  @Test(
    "A public client says its id, and so does one that the provider wants no secret of",
    arguments: [
      ("basic", nil), ("body", nil), ("none", nil), ("none", "s3cret"),
    ] as [(String, String?)])
  func `public`(way: String, secret: String?) async throws {
    let request = try await request(way, secret: secret)
    #expect(request.header("authorization") == nil && request.form["client_id"] == "an id:1")
    #expect(request.form["client_secret"] == nil)
  }

  @Test("Nothing of what was sent is in an error's text, though the server repeats it")
  func echo() async throws {
    let server = try await ScriptedServer.start { request in
      let sent = ["code", "code_verifier", "refresh_token", "client_secret"].compactMap { request.form[$0] }
      let text = "you sent \(sent.joined(separator: " "))"
      return .init(400, #"{"error":"invalid_grant","error_description":"\#(text)"}"#)
    }
    let client = try OAuthClient.of(
      OAuthFacts(authorizeURL: server.origin + "/a", tokenURL: server.origin + "/t"), secret: "canary-secret")
    let failures = [
      await failure { _ = try await client.tokens(code: "canary-code") },
      await failure { _ = try await client.refresh(SecretBytes("canary-refresh")) },
    ]
    await server.stop()
    let verifier = try #require(server.requests.first?.form["code_verifier"])
    for found in failures.compactMap({ $0 }) {
      #expect(!"\(found)".contains("canary") && !"\(found)".contains(verifier))
      #expect("\(found)".contains("you sent …"))
    }
    #expect(failures.allSatisfy { $0?.isInvalidGrant == true })
  }
}
