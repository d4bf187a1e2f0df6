import Domain
import LocalServers
import OAuthClient
import Outbound
import ProviderCatalog

extension OAuthFacts {
  /// The catalogue's facts of a provider, with every address led to a server of the test; paths and all the rest stay.
  static func of(_ provider: String, at server: ScriptedServer) throws -> OAuthFacts {
    guard var facts = Catalog.builtIn().provider(provider)?.oauth else { throw NoFacts() }
    func moved(_ text: String) throws -> String {
      let origin = try CanonicalURL(text.replacing("{client_id}", with: "x")).origin
      return text.replacing("\(origin)", with: server.origin)
    }
    facts.authorizeURL = try moved(facts.authorizeURL)
    facts.tokenURL = try moved(facts.tokenURL)
    facts.deviceURL = try facts.deviceURL.map(moved)
    facts.userinfoURL = try facts.userinfoURL.map(moved)
    if let url = facts.revocation?.url { facts.revocation?.url = try moved(url) }
    return facts
  }

  struct NoFacts: Error {}
}

extension OAuthClient {
  static func of(
    _ facts: OAuthFacts, secret: String? = "app-secret", answerTimeout: Duration = .seconds(120),
    now: @escaping @Sendable () -> Timestamp = { .now() }
  ) throws -> OAuthClient {
    var configuration = OutboundConfiguration()
    configuration.answerTimeout = answerTimeout
    return OAuthClient(
      registration: OAuthRegistration(clientID: "app-id", clientSecret: secret.map { SecretBytes($0) }, facts: facts),
      outbound: try OutboundClient(configuration: configuration), now: now)
  }

  /// The code flow as the browser's redirect would go on.
  func tokens(code: String = "the-code", scopes: [String] = ["read"]) async throws -> TokenSet {
    let pending = try authorization(scopes: scopes, redirectURI: "http://127.0.0.1:7412/callback")
    return try await exchange(
      CallbackAnswer(code: SecretBytes(code), state: pending.state, issuer: nil), for: pending)
  }
}

/// The failure that a body ends with.
func failure(_ body: () async throws -> Void) async -> OAuthFailure? {
  do {
    try await body()
    return nil
  } catch { return error as? OAuthFailure }
}
