/// A caller's wish that an end user connects an account, or gives a key, until somebody answers it. It lives for ten minutes.
public struct ConnectSession: Hashable, Sendable, Identifiable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An account at an OAuth provider.
    case connection
    /// A key that somebody pastes.
    case secret
  }

  public enum Answer: Hashable, Sendable {
    case completed(grant: Identifier)
    case denied(reason: String)
  }

  public let id: Identifier
  public let kind: Kind
  /// Who asks, and gets the answer.
  public let caller: Identifier
  /// Its full name at the time.
  public let callerName: String
  /// Providers' ids of which one is wanted; empty: any.
  public let providers: [String]
  /// What the caller wants the grant called; its own words.
  public let label: String
  /// The grant of a connection that is to be mended and keeps its id.
  public let repairs: Identifier?
  public let createdAt: Timestamp
  public let expiresAt: Timestamp
  public var answer: Answer?

  public static let lifetime: Int64 = 600

  public init(
    id: Identifier = Identifier(), kind: Kind, caller: Identifier, callerName: String, providers: [String],
    label: String, repairs: Identifier? = nil, createdAt: Timestamp, expiresAt: Timestamp, answer: Answer? = nil
  ) {
    self.id = id
    self.kind = kind
    self.caller = caller
    self.callerName = callerName
    self.providers = providers
    self.label = label
    self.repairs = repairs
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.answer = answer
  }
}
