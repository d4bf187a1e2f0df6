import Domain
import LocalServers
import OAuthClient
import Outbound
import ProviderCatalog
import Synchronization
import Testing

@Suite("Discovery and registration")
struct DiscoveryTests {
  /// A server that describes itself under `issuer` (nil: rightly).
  private func server(issuer: String? = nil) async throws -> ScriptedServer {
    let origin = Mutex("")
    let server = try await ScriptedServer.start { request in
      let base = origin.withLock { $0 }
      switch request.path {
      case "/.well-known/oauth-authorization-server/tenant":
        return .init(
          200,
          """
          {"issuer":"\(issuer ?? base + "/tenant")","authorization_endpoint":"\(base)/tenant/authorize",
          "token_endpoint":"\(base)/tenant/token","revocation_endpoint":"\(base)/tenant/revoke",
          "device_authorization_endpoint":"\(base)/tenant/device","registration_endpoint":"\(base)/tenant/register",
          "token_endpoint_auth_methods_supported":["client_secret_post"],"scopes_supported":["openid","files.read"],
          "code_challenge_methods_supported":["plain","S256"]}
          """)
      case "/tenant/register":
        return request.body.contains(#""redirect_uris":["http://127.0.0.1:7412/callback"]"#)
          ? .init(201, #"{"client_id":"made","client_secret":"made-secret"}"#)
          : .init(400, #"{"error":"invalid_redirect_uri"}"#)
      default: return .init(404, "")
      }
    }
    origin.withLock { $0 = server.origin }
    return server
  }

  @Test("A server with a path describes itself, and a program registers itself there")
  func discovers() async throws {
    let server = try await server()
    let outbound = try OutboundClient()
    let facts = try await Discovery.facts(at: server.origin + "/tenant", by: outbound)
    #expect(facts.issuer == server.origin + "/tenant" && facts.tokenURL == server.origin + "/tenant/token")
    #expect(facts.revocation?.url == server.origin + "/tenant/revoke" && facts.deviceURL != nil)
    #expect(facts.clientAuthentication == "body" && facts.pkce == "supported")
    #expect(facts.scopes.map(\.name) == ["openid", "files.read"])
    let made = try await DynamicRegistration.register(
      facts, redirectURI: OAuthApp.defaultRedirectURI, scopes: ["openid"], by: outbound)
    #expect(made.clientID == "made" && made.clientSecret?.text() == "made-secret")
    await server.stop()
  }

  /// A server whose only document stands at `path`.
  private func facts(
    at path: String, _ members: String, asked: String = ""
  ) async throws -> Result<OAuthFacts, any Error> {
    let origin = Mutex("")
    let server = try await ScriptedServer.start { request in
      let base = origin.withLock { $0 }
      return request.path == path ? .init(200, members.replacing("BASE", with: base)) : .init(404, "<html>")
    }
    origin.withLock { $0 = server.origin }
    let outbound = try OutboundClient()
    let result: Result<OAuthFacts, any Error>
    do { result = .success(try await Discovery.facts(at: server.origin + asked, by: outbound)) } catch {
      result = .failure(error)
    }
    await server.stop()
    return result
  }

  private static let least = #""authorization_endpoint":"BASE/a","token_endpoint":"BASE/t""#

  @Test(
    "The document is found where RFC 8414 has it and where OpenID Connect has it, and when its address is given",
    arguments: [
      ("/.well-known/oauth-authorization-server", "", ""), ("/.well-known/openid-configuration", "", "/"),
      ("/.well-known/oauth-authorization-server/t", "/t", "/t"), ("/t/.well-known/openid-configuration", "/t", "/t/"),
      ("/.well-known/openid-configuration/t", "/t", "/t"),
      ("/t/.well-known/openid-configuration", "/t", "/t/.well-known/openid-configuration"),
      ("/.well-known/openid-configuration", "", "/.well-known/openid-configuration"),
    ])
  func places(path: String, issuer: String, asked: String) async throws {
    let found = try await facts(at: path, #"{"issuer":"BASE\#(issuer)",\#(Self.least)}"#, asked: asked).get()
    #expect(found.issuer?.hasSuffix(issuer) == true && found.tokenURL.hasSuffix("/t"))
    // What RFC 8414 says of a server that says nothing.
    #expect(found.clientAuthentication == "basic" && found.pkce == "unknown" && !found.announcesIssuer)
  }

  @Test(
    "How a client shows its secret is taken from the document",
    arguments: [
      (#"["client_secret_post","client_secret_basic"]"#, "basic"), (#"["client_secret_post","none"]"#, "body"),
      (#"["none"]"#, "none"), (#"["private_key_jwt"]"#, "body"), ("[]", "basic"),
    ])
  func methods(list: String, way: String) async throws {
    let document =
      #"{"issuer":"BASE",\#(Self.least),"token_endpoint_auth_methods_supported":\#(list),"#
      + #""authorization_response_iss_parameter_supported":true}"#
    let found = try await facts(at: "/.well-known/oauth-authorization-server", document).get()
    #expect(found.clientAuthentication == way && found.announcesIssuer)
  }

  @Test(
    "A document without an issuer or an endpoint, or with an address in clear, cannot be used",
    arguments: [
      #"{"authorization_endpoint":"BASE/a","token_endpoint":"BASE/t"}"#,
      #"{"issuer":"BASE","token_endpoint":"BASE/t"}"#,
      #"{"issuer":"BASE","authorization_endpoint":"BASE/a","token_endpoint":"http://a.example/t"}"#,
      #"{"issuer":"BASE","authorization_endpoint":"javascript:alert(1)","token_endpoint":"BASE/t"}"#,
    ])
  func unusable(document: String) async throws {
    let result = try await facts(at: "/.well-known/oauth-authorization-server", document)
    let found = await failure { _ = try result.get() }
    guard case .invalidAnswer? = found else {
      Issue.record("\(result)")
      return
    }
  }

  @Test("What was discovered is written as a provider's file, and read back the same")
  func file() async throws {
    let server = try await server()
    let outbound = try OutboundClient()
    let facts = try await Discovery.facts(at: server.origin + "/tenant", by: outbound)
    await server.stop()
    let text = ProviderFile.text(
      id: "acme", name: "Acme", origins: [try Origin("https://api.acme.example")], oauth: facts)
    let provider = try Catalog.read(text, file: "acme.toml")
    #expect(provider.oauth == facts && provider.origins.map(\.description) == ["https://api.acme.example"])
  }

  @Test("A registration asks for what the app needs, and a refusal is told")
  func registers() async throws {
    let server = try await ScriptedServer.start { request in
      request.body.contains("narrow")
        ? .init(400, #"{"error":"invalid_client_metadata","error_description":"no such scope"}"#)
        : .init(200, #"{"client_id":"made","token_endpoint_auth_method":"none"}"#)
    }
    var facts = OAuthFacts(authorizeURL: server.origin + "/a", tokenURL: server.origin + "/t")
    let outbound = try OutboundClient()
    func register(_ scopes: [String]) async throws(OAuthFailure) -> (clientID: String, clientSecret: SecretBytes?) {
      try await DynamicRegistration.register(
        facts, redirectURI: "http://127.0.0.1:7412/callback", scopes: scopes, by: outbound)
    }
    let none = await failure { _ = try await register([]) }
    #expect(none == .misconfigured("the provider offers no dynamic registration"))
    facts.registrationURL = server.origin + "/register"
    facts.deviceURL = server.origin + "/device"
    facts.clientAuthentication = "none"
    let made = try await register(["read", "write"])
    #expect(made.clientID == "made" && made.clientSecret == nil)
    let body = try #require(server.requests.first?.body)
    let wanted = [
      #""application_type":"native""#, #""scope":"read write""#, #""token_endpoint_auth_method":"none""#, "device_code",
    ]
    for member in wanted { #expect(body.contains(member), "\(body)") }
    let refused = await failure { _ = try await register(["narrow"]) }
    await server.stop()
    #expect(refused == .refused(code: "invalid_client_metadata", description: "no such scope"))
  }

  @Test("A secret that the server wants shown in another way than it says is no working app")
  func otherMethod() async throws {
    let server = try await ScriptedServer.start { _ in
      .init(201, #"{"client_id":"m","client_secret":"s","token_endpoint_auth_method":"client_secret_basic"}"#)
    }
    var facts = OAuthFacts(authorizeURL: server.origin + "/a", tokenURL: server.origin + "/t")
    facts.registrationURL = server.origin + "/register"
    let outbound = try OutboundClient()
    let found = await failure {
      _ = try await DynamicRegistration.register(facts, redirectURI: "http://127.0.0.1:1/c", scopes: [], by: outbound)
    }
    await server.stop()
    guard case .misconfigured? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
  }

  @Test("A document of another issuer is refused, and so is a server without one")
  func refuses() async throws {
    let server = try await server(issuer: "https://evil.example")
    let outbound = try OutboundClient()
    for path in ["/tenant", "/.well-known/oauth-authorization-server/tenant"] {
      let found = await failure { _ = try await Discovery.facts(at: server.origin + path, by: outbound) }
      #expect(found == .misconfigured("the document is that of another issuer, https://evil.example"))
    }
    let none = await failure { _ = try await Discovery.facts(at: server.origin + "/elsewhere", by: outbound) }
    await server.stop()
    #expect(none == .misconfigured("there is no description of a server at \(server.origin)/elsewhere"))
  }
}
