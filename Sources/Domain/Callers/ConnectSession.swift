/// What a caller asks for: that an end user connects an account, or gives a key of their own.
public struct ConnectWish: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An account at an OAuth provider.
    case connection
    /// A key that the user pastes.
    case secret
  }

  public var kind: Kind
  /// Providers' ids of which one is wanted; empty: any.
  public var providers: [String]
  /// What the caller wants the grant called; its own words.
  public var label: String
  /// The grant of a connection that is to be mended and keeps its id.
  public var repairs: Identifier?
  /// The caller's name of the end user; nil when it does not say.
  public var user: String?
  /// Of each provider the scopes to ask for; those of the OAuth app where it has none.
  public var scopes: [String: [String]]
  /// An agent of the caller that the grant is handed on to.
  public var agent: Identifier?
  /// Whether that agent may hand it on.
  public var isDelegable: Bool
  /// Upper case; empty: any.
  public var methods: [String]
  /// Globs as in rules; empty: any path.
  public var paths: [String]
  /// So many seconds after the user agreed the grant ends, unless the user says otherwise; nil: no end by itself.
  public var lifetime: Int64?
  /// Beyond so many seconds, and beyond this time, the user cannot extend it.
  public var longestLifetime: Int64?
  public var latestEnd: Timestamp?
  /// The origin of the page that opened the popup, which alone hears what came of it.
  public var allowedOrigin: String?
  /// Where the browser goes in the end.
  public var returnURL: String?

  public init(
    _ kind: Kind, providers: [String] = [], label: String = "", repairs: Identifier? = nil, user: String? = nil,
    scopes: [String: [String]] = [:], agent: Identifier? = nil, isDelegable: Bool = false, methods: [String] = [],
    paths: [String] = [], lifetime: Int64? = nil, longestLifetime: Int64? = nil, latestEnd: Timestamp? = nil,
    allowedOrigin: String? = nil, returnURL: String? = nil
  ) {
    self.kind = kind
    self.providers = providers
    self.label = label
    self.repairs = repairs
    self.user = user
    self.scopes = scopes
    self.agent = agent
    self.isDelegable = isDelegable
    self.methods = methods
    self.paths = paths
    self.lifetime = lifetime
    self.longestLifetime = longestLifetime
    self.latestEnd = latestEnd
    self.allowedOrigin = allowedOrigin
    self.returnURL = returnURL
  }
}

/// A caller's wish until somebody answers it: the end user on the connect page, or the developer. It lives for ten minutes.
public struct ConnectSession: Hashable, Sendable, Identifiable {
  public enum Answer: Hashable, Sendable {
    /// - Parameter isReauth: the grant was there before, and was mended.
    case completed(grant: Identifier, isReauth: Bool)
    /// The user, the provider or the developer said no.
    case denied(reason: String)
    /// It could not be done, with one of the SDK's error codes.
    case failed(code: String, reason: String)
  }

  public let id: Identifier
  public let wish: ConnectWish
  /// Who asks, and gets the answer; nil for the vault's owner (`gatehouse oauth connect`).
  public let caller: Identifier?
  /// Its full name at the time, as in the log.
  public let callerName: String
  /// As the end user knows it: its display name where it has one.
  public let application: String
  /// The full name of the agent that gets the grant; empty for none.
  public let agentName: String
  public let createdAt: Timestamp
  public let expiresAt: Timestamp
  public var answer: Answer?

  public static let lifetime: Int64 = 600

  public init(
    id: Identifier = Identifier(), wish: ConnectWish, caller: Identifier?, callerName: String, application: String,
    agentName: String = "", createdAt: Timestamp, expiresAt: Timestamp, answer: Answer? = nil
  ) {
    self.id = id
    self.wish = wish
    self.caller = caller
    self.callerName = callerName
    self.application = application
    self.agentName = agentName
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.answer = answer
  }
}
