/// The developer's registration at a provider; its client secret is sealed.
public struct OAuthApp: Hashable, Sendable, Identifiable {
  public let id: Identifier
  public var name: String
  public var provider: String
  public var clientID: String
  public var hasClientSecret: Bool
  public var scopes: [String]
  public var redirectURI: String
  public var createdAt: Timestamp
  public var version: Int

  public static let defaultRedirectURI = "http://127.0.0.1:7412/callback"

  public init(
    id: Identifier, name: String, provider: String, clientID: String, hasClientSecret: Bool, scopes: [String],
    redirectURI: String, createdAt: Timestamp, version: Int
  ) {
    self.id = id
    self.name = name
    self.provider = provider
    self.clientID = clientID
    self.hasClientSecret = hasClientSecret
    self.scopes = scopes
    self.redirectURI = redirectURI
    self.createdAt = createdAt
    self.version = version
  }
}

/// An OAuth app to be stored.
public struct OAuthAppDraft: Sendable, Equatable {
  public var name: String
  public var provider: String
  public var clientID: String
  public var clientSecret: SecretBytes?
  public var scopes: [String]
  public var redirectURI: String

  public init(
    name: String, provider: String, clientID: String, clientSecret: SecretBytes?, scopes: [String],
    redirectURI: String = OAuthApp.defaultRedirectURI
  ) {
    self.name = name
    self.provider = provider
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.scopes = scopes
    self.redirectURI = redirectURI
  }
}
