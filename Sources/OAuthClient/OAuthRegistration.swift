public import Domain
public import ProviderCatalog

/// The developer's app at one provider, as a flow needs it.
public struct OAuthRegistration: Sendable {
  public let clientID: String
  /// nil for a public client (RFC 6749, section 2.1).
  public let clientSecret: SecretBytes?
  public let facts: OAuthFacts

  public init(clientID: String, clientSecret: SecretBytes?, facts: OAuthFacts) {
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.facts = facts
  }
}
