public import Domain
public import Outbound
internal import ProviderCatalog
internal import VaultCrypto

/// The flows of OAuth 2.0 for one app at one provider, after RFC 6749, 7636 (PKCE), 8252 (native apps), 8628 (devices),
/// 7009 (revocation) and 9700 (what is good practice). It keeps nothing: what comes back is the caller's to store.
public struct OAuthClient: Sendable {
  public let registration: OAuthRegistration
  let endpoint: TokenEndpoint
  let now: @Sendable () -> Timestamp

  /// - Parameter outbound: with short limits of time, since a user waits.
  public init(
    registration: OAuthRegistration, outbound: OutboundClient, now: @escaping @Sendable () -> Timestamp = { .now() }
  ) {
    self.registration = registration
    endpoint = TokenEndpoint(registration: registration, outbound: outbound)
    self.now = now
  }

  /// Begins the authorization code flow: the address to open, and what to compare the redirect with.
  public func authorization(
    scopes: [String], redirectURI: String
  ) throws(OAuthFailure) -> PendingAuthorization {
    let facts = registration.facts
    do {
      let state = Base64URL.encode(try Random.bytes(32))
      let verifier = facts.pkce == "none" ? nil : try PKCE.verifier()
      var query = FormBody()
      query.append("response_type", "code")
      query.append("client_id", registration.clientID)
      query.append("redirect_uri", redirectURI)
      if !scopes.isEmpty { query.append("scope", scopes.joined(separator: facts.scopeSeparator)) }
      query.append("state", state)
      if let verifier {
        query.append("code_challenge", PKCE.challenge(of: verifier))
        query.append("code_challenge_method", "S256")
      }
      // OpenID Connect demands one of some flows, some servers of all; nobody reads the ID token (Core, section 3.1.2.1).
      if scopes.contains("openid"), facts.authorizeParameters["nonce"] == nil {
        query.append("nonce", Base64URL.encode(try Random.bytes(16)))
      }
      for parameter in facts.authorizeParameters.sorted(by: { $0.key < $1.key }) {
        query.append(parameter.key, parameter.value)
      }
      let joint = facts.authorizeURL.contains("?") ? "&" : "?"
      return PendingAuthorization(
        url: facts.authorizeURL + joint + String(decoding: query.bytes, as: UTF8.self), redirectURI: redirectURI,
        state: state, issuer: facts.issuer, mustNameIssuer: facts.announcesIssuer, verifier: verifier)
    } catch { throw .misconfigured("the cryptographic library gave no random bytes") }
  }

  /// Exchanges the code of a redirect for tokens; once for each attempt, whatever comes of it.
  public func exchange(
    _ answer: CallbackAnswer, for pending: PendingAuthorization
  ) async throws(OAuthFailure) -> TokenSet {
    guard pending.hasState(answer.state) else { throw .notOurs("its state is another attempt's") }
    if let objection = pending.objection(toIssuer: answer.issuer) { throw .notOurs(objection) }
    guard pending.claim() else { throw .notOurs("the attempt had its answer already") }
    var form = FormBody()
    form.append("grant_type", "authorization_code")
    form.append("code", answer.code)
    form.append("redirect_uri", pending.redirectURI)
    if let verifier = pending.verifier { form.append("code_verifier", verifier) }
    return try await tokens(form, isRefresh: false)
  }

  /// Exchanges the refresh token for a new access token, and perhaps a new refresh token.
  public func refresh(_ refreshToken: SecretBytes) async throws(OAuthFailure) -> TokenSet {
    var form = FormBody()
    form.append("grant_type", "refresh_token")
    form.append("refresh_token", refreshToken)
    return try await tokens(form, isRefresh: true)
  }

  func tokens(_ form: FormBody, isRefresh: Bool) async throws(OAuthFailure) -> TokenSet {
    let facts = registration.facts
    var form = form
    for parameter in facts.tokenParameters.sorted(by: { $0.key < $1.key }) {
      form.append(parameter.key, parameter.value)
    }
    return try await endpoint.post(facts.tokenURL, form).tokens(facts, isRefresh: isRefresh, now: now())
  }

  /// The provider's name of the account, asked with the new token; nil where it does not say.
  public func account(of accessToken: SecretBytes) async throws(OAuthFailure) -> String? {
    let facts = registration.facts
    guard let url = facts.userinfoURL, let token = accessToken.text() else { return nil }
    let own = facts.headers.filter { !$0.value.contains("{") }.map { (name: $0.name, value: $0.value) }
    var answer = try await endpoint.send("GET", url, [("Authorization", "Bearer \(token)")] + own, .none)
    answer.sent = [accessToken]
    let fields = try answer.checked(facts, isRefresh: false, now: now())
    return facts.userinfoAccountFields.lazy.compactMap { fields[$0]?.name }.first.map { Printable.text($0, limit: 120) }
  }
}
