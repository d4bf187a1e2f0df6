internal import Domain
internal import OAuthClient
internal import ProviderCatalog

/// A user's way from a connect page to a provider and back, in the memory of the process that sent them there.
struct Authorization: Sendable {
  let session: Identifier
  /// The session's.
  let expiresAt: Timestamp
  let request: AuthorizationRequest
  let callback: AwaitedCallback

  func isOver(at moment: Timestamp) -> Bool { expiresAt <= moment }
}

/// What a session asks of one provider.
struct AuthorizationRequest: Sendable {
  let app: OAuthApp
  let provider: Provider
  let facts: OAuthFacts
  let scopes: [String]
}

extension DecidingRows {
  /// - Throws: `badInput` for a provider that the session does not offer.
  func authorization(
    at provider: String, for session: ConnectSession
  ) throws(VaultError) -> AuthorizationRequest {
    let offered = try offers(for: session).first { $0.provider == provider }
    let catalog = Catalog(adding: providers.values.map(\.provider))
    guard case .authorize(_, let scopes) = offered?.way, let known = catalog.provider(provider),
      let facts = known.oauth,
      let app = app(of: provider, for: session.wish)
    else { throw .notOffered(provider) }
    return AuthorizationRequest(app: app, provider: known, facts: facts, scopes: scopes.map(\.id))
  }
}

extension VaultError {
  static func notOffered(_ provider: String) -> VaultError {
    VaultError(
      .badInput, "the application did not ask for \(Printable.text(provider, limit: 64))",
      hint: "choose one of those that are offered")
  }

  static let notBegun = VaultError(
    .notFound, "no authorization of this session waits here", hint: "begin again on the connect page")
}
