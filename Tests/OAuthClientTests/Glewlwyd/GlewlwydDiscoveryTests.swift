import AuthorizationServer
import Domain
import OAuthClient
import Outbound
import ProviderCatalog
import Testing

/// Discovery and dynamic registration against a real server, Debian's glewlwyd.
@Suite("glewlwyd: discovery and registration", .timeLimit(.minutes(2)))
struct GlewlwydDiscoveryTests {
  @Test("what the server says of itself fits its provider file", arguments: ["", "/.well-known/openid-configuration"])
  func discovery(suffix: String) async throws {
    let server = try await Glewlwyd.start()
    let found = try await Discovery.facts(at: server.issuer + suffix, by: try OutboundClient())
    let written = try GlewlwydApp.facts(of: server)
    #expect(found.issuer == server.issuer)
    #expect(found.authorizeURL == written.authorizeURL)
    #expect(found.tokenURL == written.tokenURL)
    #expect(found.deviceURL == written.deviceURL)
    #expect(found.userinfoURL == written.userinfoURL)
    #expect(found.registrationURL == written.registrationURL)
    #expect(found.revocation == written.revocation)
    #expect(found.clientAuthentication == written.clientAuthentication)
    #expect(found.pkce != "none")
    #expect(Set(found.scopes.map(\.name)) == ["openid", "read", "write"])
  }

  @Test("a program registers itself at a discovered server and connects a user")
  func registration() async throws {
    let server = try await Glewlwyd.start()
    let outbound = try OutboundClient()
    var facts = try await Discovery.facts(at: server.issuer, by: outbound)
    // It announces the device flow by its standard name and refuses to register an app for it under that name.
    facts.deviceURL = nil
    let redirectURI = "http://127.0.0.1:7412/callback"
    let registered = try await DynamicRegistration.register(
      facts, redirectURI: redirectURI, scopes: Glewlwyd.scopes, by: outbound)
    #expect(registered.clientSecret != nil)
    let client = OAuthClient(
      registration: OAuthRegistration(
        clientID: registered.clientID, clientSecret: registered.clientSecret, facts: facts), outbound: outbound)
    let app = GlewlwydApp(
      server: server, user: try await server.makeUser(), client: client, redirectURI: redirectURI)
    let tokens = try await client.refresh(try await app.connect().refresh)
    #expect(try await app.status(of: tokens) == 200)
  }

  @Test("a redirect URI that the server will not have is refused with its words")
  func refusedRegistration() async throws {
    let server = try await Glewlwyd.start()
    var facts = try GlewlwydApp.facts(of: server)
    facts.deviceURL = nil
    let failure = await #expect(throws: OAuthFailure.self) {
      try await DynamicRegistration.register(
        facts, redirectURI: "http://elsewhere.example/callback", scopes: [], by: try OutboundClient())
    }
    #expect(failure?.description.contains("invalid_redirect_uri") == true)
    await server.stop()
  }
}
