import Domain
import LocalServers
import OAuthClient
import ProviderCatalog
import Testing

@Suite("The authorization code flow")
struct CodeFlowTests {
  private static let redirect = "http://127.0.0.1:7412/callback"
  private static let token = ScriptedServer.Answer(200, #"{"access_token":"a"}"#)

  private func facts(at server: ScriptedServer) -> OAuthFacts {
    OAuthFacts(authorizeURL: "https://a.example/authorize", tokenURL: server.origin + "/token")
  }

  /// The parameters of an authorization URL, escapes undone.
  private func query(of pending: PendingAuthorization) -> [String: String] {
    ScriptedServer.fields(of: String(pending.url.drop { $0 != "?" }.dropFirst()))
  }

  @Test("The proof sent with the code is the one whose hash stood in the address, and is printed nowhere")
  func proof() async throws {
    let server = try await ScriptedServer.start { _ in Self.token }
    let client = try OAuthClient.of(facts(at: server))
    let pending = try client.authorization(scopes: ["a", "b"], redirectURI: Self.redirect)
    _ = try await client.exchange(
      CallbackAnswer(code: SecretBytes("c0de"), state: pending.state, issuer: nil), for: pending)
    await server.stop()
    let (asked, sent) = (query(of: pending), try #require(server.requests.first?.form))
    let verifier = try #require(sent["code_verifier"])
    #expect(asked["code_challenge"] == PKCEProbe.challenge(of: SecretBytes(verifier)))
    #expect(asked["code_challenge_method"] == "S256" && asked["scope"] == "a b" && asked["response_type"] == "code")
    #expect(
      sent["code"] == "c0de" && sent["redirect_uri"] == Self.redirect && sent["grant_type"] == "authorization_code")
    var printed = ""
    dump(pending, to: &printed)
    #expect(!"\(pending) \(printed)".contains(verifier))
  }

  @Test("Another attempt's state is refused before anything is sent")
  func state() async throws {
    let server = try await ScriptedServer.start { _ in Self.token }
    let client = try OAuthClient.of(facts(at: server))
    let pending = try client.authorization(scopes: [], redirectURI: Self.redirect)
    for state in ["", "x", String(pending.state.dropLast()), pending.state + "A"] {
      let answer = CallbackAnswer(code: SecretBytes("c"), state: state, issuer: nil)
      let found = await failure { _ = try await client.exchange(answer, for: pending) }
      #expect(found == .notOurs("its state is another attempt's"))
    }
    #expect(server.requests.isEmpty)
    // A stranger's redirect does not use the attempt up.
    let answer = CallbackAnswer(code: SecretBytes("c"), state: pending.state, issuer: nil)
    #expect(try await client.exchange(answer, for: pending).accessToken.text() == "a")
    await server.stop()
  }

  @Test(
    "The issuer is compared when it is known, and must be named where the server says that it names it",
    arguments: [
      (nil, false, "https://evil.example", true), ("https://a.example", false, nil, true),
      ("https://a.example", false, "https://a.example", true),
      ("https://a.example", false, "https://a.example/", false),
      ("https://a.example", true, nil, false), ("https://a.example", true, "https://a.example", true),
    ] as [(String?, Bool, String?, Bool)])
  func issuer(known: String?, isAnnounced: Bool, given: String?, isTaken: Bool) async throws {
    let server = try await ScriptedServer.start { _ in Self.token }
    var facts = facts(at: server)
    facts.issuer = known
    facts.announcesIssuer = isAnnounced
    let client = try OAuthClient.of(facts)
    let pending = try client.authorization(scopes: [], redirectURI: Self.redirect)
    let answer = CallbackAnswer(code: SecretBytes("c"), state: pending.state, issuer: given)
    let found = await failure { _ = try await client.exchange(answer, for: pending) }
    await server.stop()
    #expect((found == nil) == isTaken && server.requests.count == (isTaken ? 1 : 0))
  }

  @Test("A code is sent once, whatever came of it")
  func once() async throws {
    let server = try await ScriptedServer.start { _ in .init(500, "") }
    let client = try OAuthClient.of(facts(at: server))
    let pending = try client.authorization(scopes: [], redirectURI: Self.redirect)
    let answer = CallbackAnswer(code: SecretBytes("c"), state: pending.state, issuer: nil)
    let copy = pending
    #expect(await failure { _ = try await client.exchange(answer, for: pending) } == .unavailable("status 500"))
    let again = await failure { _ = try await client.exchange(answer, for: copy) }
    await server.stop()
    #expect(again == .notOurs("the attempt had its answer already"))
    #expect(server.requests.count == 1)
  }

  @Test("Separators and parameters of a provider's own go where the catalogue says; a nonce goes with openid only")
  func ownParameters() async throws {
    let server = try await ScriptedServer.start { _ in Self.token }
    var facts = facts(at: server)
    facts.scopeSeparator = ","
    facts.pkce = "none"
    facts.authorizeParameters = ["access_type": "offline", "prompt": "consent & more"]
    facts.tokenParameters = ["audience": "https://api.example"]
    let client = try OAuthClient.of(facts)
    _ = try await client.tokens()
    await server.stop()
    let pending = try client.authorization(scopes: ["a", "b"], redirectURI: Self.redirect)
    let asked = query(of: pending)
    #expect(asked["scope"] == "a,b" && asked["access_type"] == "offline" && asked["prompt"] == "consent & more")
    #expect(asked["code_challenge"] == nil && asked["nonce"] == nil)
    let sent = try #require(server.requests.first?.form)
    #expect(sent["audience"] == "https://api.example" && sent["code_verifier"] == nil)
    let signedIn = query(of: try client.authorization(scopes: ["openid"], redirectURI: Self.redirect))
    #expect(try #require(signedIn["nonce"]).count >= 16)
  }
}
