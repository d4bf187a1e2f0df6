/// The handle an application uses in place of a credential; its id survives rotation and refresh.
public struct Grant: Hashable, Sendable, Identifiable {
  public let id: Identifier
  public var name: String
  /// The secret or the connection whose credential is sent.
  public var sourceID: Identifier
  public var principal: Principal
  public var label: String
  /// Strict: only what an allow rule matches passes, even when no rule names the grant yet.
  public var isStrict: Bool
  public var createdAt: Timestamp
  public var expiresAt: Timestamp?
  public var revokedAt: Timestamp?

  public init(
    id: Identifier, name: String, sourceID: Identifier, principal: Principal, label: String = "",
    isStrict: Bool = false, createdAt: Timestamp, expiresAt: Timestamp? = nil, revokedAt: Timestamp? = nil
  ) {
    self.id = id
    self.name = name
    self.sourceID = sourceID
    self.principal = principal
    self.label = label
    self.isStrict = isStrict
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
  }
}

/// A grant with what a list or a detail shows beside it.
public struct GrantSummary: Hashable, Sendable, Identifiable {
  public enum State: Hashable, Sendable {
    case good, unused, revoked, expired
    /// The secret's rotation is due in so many days; zero or less means overdue.
    case rotateIn(days: Int)
    /// The end user has to agree again; why stands in the connection's state.
    case needsReauth
    /// The row does not match its signature: nothing is sent with it.
    case tampered
  }

  public struct Usage: Hashable, Sendable {
    public let caller: String
    public let calls: Int

    public init(caller: String, calls: Int) {
      self.caller = caller
      self.calls = calls
    }
  }

  public let grant: Grant
  public let source: GrantSource
  /// Of a connection only.
  public let connectionState: ConnectionState?
  public let state: State
  public let lastUsed: Timestamp?
  /// Calls of the last 24 hours by caller, most first.
  public let usage: [Usage]
  /// Names of the policies that name this grant.
  public let policies: [String]
  /// The application whose connect session an end user brought it in; nil for one of the developer's.
  public let application: String?
  /// What its end user has said of it.
  public let userLimits: UserLimits?

  public var id: Identifier { grant.id }

  public init(
    grant: Grant, source: GrantSource, connectionState: ConnectionState? = nil, state: State, lastUsed: Timestamp?,
    usage: [Usage], policies: [String], application: String? = nil, userLimits: UserLimits? = nil
  ) {
    self.grant = grant
    self.source = source
    self.connectionState = connectionState
    self.state = state
    self.lastUsed = lastUsed
    self.usage = usage
    self.policies = policies
    self.application = application
    self.userLimits = userLimits
  }
}
