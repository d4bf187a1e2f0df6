/// A grant as one caller sees it: one in its reach, or one that was issued to it.
public struct CallerGrant: Hashable, Sendable, Identifiable {
  public enum State: String, Hashable, Sendable {
    case active, revoked, expired
    /// The end user of a connection has to agree again.
    case needsReauth = "needs_reauth"
  }

  /// The id that a call names: of the issued grant where it is one.
  public let id: Identifier
  /// The grant that the admin made, at the end of the chain.
  public let grant: Grant
  public let source: GrantSource
  /// Of a connection only.
  public let connectionState: ConnectionState?
  /// nil for a grant in the caller's own reach.
  public let issued: IssuedGrant?
  /// For the holder of a delegation the agent, else as the admin said.
  public let principal: Principal
  /// How many grants were issued one out of another up to this one; 0 for one in the caller's own reach.
  public let depth: Int
  public let state: State
  /// The nearest end along the chain.
  public let expiresAt: Timestamp?
  public let revokedAt: Timestamp?
  public let lastUsed: Timestamp?
  /// What this caller handed on of it, and has not taken back.
  public let delegations: [IssuedGrant]
  /// What an end user connected or gave, where that is what stands at the end of the chain.
  public let userGrant: UserGrant?

  public init(
    id: Identifier, grant: Grant, source: GrantSource, connectionState: ConnectionState?, issued: IssuedGrant?,
    principal: Principal, depth: Int, state: State, expiresAt: Timestamp?, revokedAt: Timestamp?,
    lastUsed: Timestamp?, delegations: [IssuedGrant], userGrant: UserGrant? = nil
  ) {
    self.id = id
    self.grant = grant
    self.source = source
    self.connectionState = connectionState
    self.issued = issued
    self.principal = principal
    self.depth = depth
    self.state = state
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
    self.lastUsed = lastUsed
    self.delegations = delegations
    self.userGrant = userGrant
  }

  public var name: String { grant.name }
  public var label: String { issued?.label ?? grant.label }
  public var createdAt: Timestamp { issued?.createdAt ?? grant.createdAt }
}
