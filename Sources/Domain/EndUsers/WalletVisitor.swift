/// Who looks into a wallet: the end user that a link was minted for.
public struct WalletVisitor: Hashable, Sendable {
  /// The application's name of the user.
  public let user: String
  /// The caller that minted the link: only what it may use is shown. nil: the developer did, and all of it is.
  public let caller: Identifier?
  /// The link that was opened.
  public let link: Identifier

  public init(user: String, caller: Identifier?, link: Identifier) {
    self.user = user
    self.caller = caller
    self.link = link
  }
}

/// One grant as its end user sees it. No token, and nothing of the developer's own secrets.
public struct WalletEntry: Hashable, Sendable, Identifiable {
  public enum State: Hashable, Sendable {
    case active, revoked, expired
    /// The user has to agree again.
    case needsReauth
  }

  public let id: Identifier
  /// Which application asked for it: the display name of its caller; empty where the developer connected it.
  public let application: String
  public let provider: String
  /// The provider's name for people.
  public let providerName: String
  /// At the provider; empty when it is not known, or for a key.
  public let account: String
  public let label: String
  /// Whether the user pasted a key, and did not authorize an account.
  public let isKey: Bool
  public let scopes: [ConnectScope]
  public let state: State
  public let createdAt: Timestamp
  public let lastUsed: Timestamp?
  /// Calls of the last 24 hours.
  public let calls: Int
  /// When it ends, after the user's own limit; nil: not by itself.
  public let expiresAt: Timestamp?
  /// Beyond this the user cannot extend it; nil: without bound.
  public let latestEnd: Timestamp?
  /// Names of the agents that share it now.
  public let agents: [String]
  /// What the developer's side allows at most, in words; empty: anything.
  public let developerLimits: [String]
  public let limits: UserLimits?

  public init(
    id: Identifier, application: String, provider: String, providerName: String, account: String, label: String,
    isKey: Bool, scopes: [ConnectScope], state: State, createdAt: Timestamp, lastUsed: Timestamp?, calls: Int,
    expiresAt: Timestamp?, latestEnd: Timestamp?, agents: [String], developerLimits: [String], limits: UserLimits?
  ) {
    self.id = id
    self.application = application
    self.provider = provider
    self.providerName = providerName
    self.account = account
    self.label = label
    self.isKey = isKey
    self.scopes = scopes
    self.state = state
    self.createdAt = createdAt
    self.lastUsed = lastUsed
    self.calls = calls
    self.expiresAt = expiresAt
    self.latestEnd = latestEnd
    self.agents = agents
    self.developerLimits = developerLimits
    self.limits = limits
  }
}
