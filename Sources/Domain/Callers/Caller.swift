/// A program that asks for calls: an app or an agent. It shows itself by one of its keys.
///
/// A caller that the admin made is a row that the admin key signed. A caller may make others below itself (agents); those
/// never have more than it has, whatever their rows say: see ``effective(under:)``.
public struct Caller: Hashable, Sendable, Identifiable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case app
    case agent
  }

  /// Which grants it may use.
  public enum Reach: Hashable, Sendable {
    case every
    case only(Set<Identifier>)

    public func contains(_ grant: Identifier) -> Bool {
      switch self {
      case .every: true
      case .only(let grants): grants.contains(grant)
      }
    }

    public func intersection(_ other: Reach) -> Reach {
      switch (self, other) {
      case (.every, let reach), (let reach, .every): reach
      case (.only(let left), .only(let right)): .only(left.intersection(right))
      }
    }

    public func union(_ grants: Set<Identifier>) -> Reach {
      if case .only(let own) = self { .only(own.union(grants)) } else { self }
    }
  }

  public let id: Identifier
  /// As in rules (`when caller ci`) and in the log; there the name of its maker, if another caller made it, and a slash
  /// stand before it.
  public var name: String
  public var displayName: String
  public var kind: Kind
  /// The caller that made it; nil when the admin did.
  public var parent: Identifier?
  public var reach: Reach
  public var rights: Set<CallerRight>
  /// Where it may call from; empty: from anywhere the broker listens.
  public var addresses: [AddressRange]
  /// Calls a minute of all its keys together; nil: no limit of its own.
  public var ratePerMinute: Int?
  /// What its maker noted, as a JSON object; the vault does not read it.
  public var metadata: String
  public var keys: [CallerKey]
  public var createdAt: Timestamp
  public var expiresAt: Timestamp?
  /// Suspended: refused until it is resumed.
  public var suspendedAt: Timestamp?
  public var revokedAt: Timestamp?
  public var version: Int

  public init(
    id: Identifier = Identifier(), name: String, displayName: String = "", kind: Kind = .app,
    parent: Identifier? = nil, reach: Reach = .every, rights: Set<CallerRight> = CallerRight.usual,
    addresses: [AddressRange] = [], ratePerMinute: Int? = nil, metadata: String = "{}", keys: [CallerKey] = [],
    createdAt: Timestamp, expiresAt: Timestamp? = nil, suspendedAt: Timestamp? = nil, revokedAt: Timestamp? = nil,
    version: Int = 1
  ) {
    self.id = id
    self.name = name
    self.displayName = displayName
    self.kind = kind
    self.parent = parent
    self.reach = reach
    self.rights = rights
    self.addresses = addresses
    self.ratePerMinute = ratePerMinute
    self.metadata = metadata
    self.keys = keys
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.suspendedAt = suspendedAt
    self.revokedAt = revokedAt
    self.version = version
  }
}

/// One key of a caller. The key itself is shown once, when it is minted; the vault keeps a keyed hash of it.
public struct CallerKey: Hashable, Sendable, Identifiable {
  public let id: Identifier
  public var name: String
  public var form: CallerKeyText.Form
  /// `alter_rk_abcd`: what may be shown.
  public var prefix: String
  /// HMAC-SHA-256 of the key under a key of the vault.
  public var digest: [UInt8]
  /// Of a derived key: no more than these, and no more than its caller's.
  public var rights: Set<CallerRight>
  public var addresses: [AddressRange]
  public var ratePerMinute: Int?
  /// The key it was derived from or rotated out of; with that one revoked, a derived one is dead too.
  public var parent: Identifier?
  public var createdAt: Timestamp
  public var expiresAt: Timestamp?
  /// Replaced by a newer one; works until `expiresAt` (the overlap), and answers say that it is deprecated.
  public var deprecatedAt: Timestamp?
  public var revokedAt: Timestamp?

  public init(
    id: Identifier = Identifier(), name: String, form: CallerKeyText.Form, prefix: String, digest: [UInt8],
    rights: Set<CallerRight>, addresses: [AddressRange] = [], ratePerMinute: Int? = nil, parent: Identifier? = nil,
    createdAt: Timestamp, expiresAt: Timestamp? = nil, deprecatedAt: Timestamp? = nil, revokedAt: Timestamp? = nil
  ) {
    self.id = id
    self.name = name
    self.form = form
    self.prefix = prefix
    self.digest = digest
    self.rights = rights
    self.addresses = addresses
    self.ratePerMinute = ratePerMinute
    self.parent = parent
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.deprecatedAt = deprecatedAt
    self.revokedAt = revokedAt
  }
}

/// A caller with what a list or a detail shows beside it.
public struct CallerSummary: Hashable, Sendable, Identifiable {
  public enum State: Hashable, Sendable {
    case good, suspended, expired, revoked
    /// It has a key that was replaced and still works.
    case deprecatedKey
    /// The row does not match its signature: it is refused.
    case tampered
  }

  public let caller: Caller
  /// As in rules and in the log: the name of one that another made stands behind its maker's, `ci/researcher`.
  public let fullName: String
  public let state: State
  public let lastUsed: Timestamp?
  /// Calls of the last 24 hours.
  public let calls: Int

  public var id: Identifier { caller.id }

  public init(caller: Caller, fullName: String, state: State, lastUsed: Timestamp?, calls: Int) {
    self.caller = caller
    self.fullName = fullName
    self.state = state
    self.lastUsed = lastUsed
    self.calls = calls
  }
}
