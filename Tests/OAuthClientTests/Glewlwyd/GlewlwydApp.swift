import AuthorizationServer
import Domain
import OAuthClient
import Outbound
import ProviderCatalog
import Testing

/// An app at a real server of its own, as Gatehouse would have it from a provider file, and a user who agrees to what it asks.
struct GlewlwydApp {
  let server: Glewlwyd
  let user: UserAgent
  let client: OAuthClient
  let redirectURI: String

  /// - Parameter change: alters what is known of the server.
  static func make(
    at server: Glewlwyd? = nil, isConfidential: Bool = true, redirectURI: String = "http://127.0.0.1:7412/callback",
    change: (inout OAuthFacts) -> Void = { _ in }
  ) async throws -> GlewlwydApp {
    let server = if let server { server } else { try await Glewlwyd.start() }
    var facts = try facts(of: server)
    change(&facts)
    let registered = try await server.makeClient(isConfidential: isConfidential, redirectURIs: [redirectURI])
    return GlewlwydApp(
      server: server, user: try await server.makeUser(),
      client: try client(facts, id: registered.id, secret: registered.secret.map { SecretBytes($0) }),
      redirectURI: redirectURI)
  }

  static func facts(of server: Glewlwyd) throws -> OAuthFacts {
    try #require(try Catalog.read(server.providerFile(), file: "glewlwyd.toml").oauth)
  }

  static func client(_ facts: OAuthFacts, id: String, secret: SecretBytes?) throws -> OAuthClient {
    OAuthClient(
      registration: OAuthRegistration(clientID: id, clientSecret: secret, facts: facts), outbound: try OutboundClient())
  }

  /// The same app with another secret.
  func with(secret: String) throws -> OAuthClient {
    try Self.client(client.registration.facts, id: client.registration.clientID, secret: SecretBytes(secret))
  }

  func begin(_ scopes: [String] = Glewlwyd.scopes) throws -> PendingAuthorization {
    try client.authorization(scopes: scopes, redirectURI: redirectURI)
  }

  /// Lets the user agree, and takes the redirect as if it were pasted.
  func answer(_ pending: PendingAuthorization, granting: [String]? = nil) async throws -> CallbackAnswer {
    try CallbackAnswer.read(pasted: try await user.authorize(pending.url, granting: granting), for: pending)
  }

  /// The whole flow without a listener.
  func connect(_ scopes: [String] = Glewlwyd.scopes, granting: [String]? = nil) async throws -> TokenSet {
    let pending = try begin(scopes)
    return try await client.exchange(try await answer(pending, granting: granting), for: pending)
  }

  /// The status with which the server's userinfo answers the access token.
  func status(of tokens: TokenSet) async throws -> Int { try await server.use(tokens.accessToken.plain).status }
}

extension TokenSet {
  /// Its refresh token, which must be there.
  var refresh: SecretBytes { get throws { try #require(refreshToken) } }
}

extension SecretBytes {
  var plain: String { text() ?? "" }
}
