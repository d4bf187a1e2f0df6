/// What an end user has said of one of their grants in the wallet. It narrows what the policies allow, for every caller.
public struct UserLimits: Hashable, Sendable {
  public let grant: Identifier
  /// The application's name of the user who said it.
  public let user: String
  /// Upper case; empty: any.
  public var methods: [String]
  /// When calls may be made; nil: always.
  public var hours: TimeWindow?
  /// Whether every call waits until the user approves it in the wallet.
  public var asksFirst: Bool
  /// The user's own end of the grant; never later than its maker's.
  public var expiresAt: Timestamp?
  public var changedAt: Timestamp

  public init(
    grant: Identifier, user: String, methods: [String] = [], hours: TimeWindow? = nil, asksFirst: Bool = false,
    expiresAt: Timestamp? = nil, changedAt: Timestamp
  ) {
    self.grant = grant
    self.user = user
    self.methods = methods
    self.hours = hours
    self.asksFirst = asksFirst
    self.expiresAt = expiresAt
    self.changedAt = changedAt
  }
}
