/// What an end user is offered on a connect page: one way to fulfil the caller's wish.
public struct ConnectOffer: Hashable, Sendable, Identifiable {
  public enum Way: Hashable, Sendable {
    /// Authorizing at the provider, through the developer's OAuth app of that name.
    case authorize(app: String, scopes: [ConnectScope])
    /// Pasting a key of one's own, of one of these kinds in words.
    case key(kinds: [String], whereToFind: String?)
  }

  /// The provider's id.
  public let provider: String
  /// Its name for people.
  public let name: String
  public let way: Way
  /// Origins that the credential can be sent to.
  public let origins: [String]

  public var id: String { provider }

  public init(provider: String, name: String, way: Way, origins: [String]) {
    self.provider = provider
    self.name = name
    self.way = way
    self.origins = origins
  }
}

/// A scope as the provider spells it, and in words.
public struct ConnectScope: Hashable, Sendable, Identifiable {
  public let id: String
  /// The provider's id for it where nothing better is known.
  public let inWords: String

  public init(id: String, inWords: String) {
    self.id = id
    self.inWords = inWords
  }
}
