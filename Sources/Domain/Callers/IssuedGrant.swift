/// A grant that a caller made of one that it may use: handed on to an agent of its own, or a sibling with a label. It
/// points at its parent and allows no more than that one, ever.
public struct IssuedGrant: Hashable, Sendable, Identifiable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Handed on to an agent.
    case delegation
    /// The maker's own, narrower.
    case sibling
  }

  public let id: Identifier
  public let kind: Kind
  /// The grant it narrows: one that the admin made, or another of these.
  public let parent: Identifier
  /// Who made it.
  public let maker: Identifier
  /// Who may use it.
  public let holder: Identifier
  public let label: String
  /// Upper case; empty: any.
  public let methods: [String]
  /// Globs as in rules (`/v1/*`, `/v1/**`), of which one has to match; empty: any path.
  public let paths: [String]
  /// Whether the holder may hand it on.
  public let isDelegable: Bool
  public let createdAt: Timestamp
  public let expiresAt: Timestamp?
  public var revokedAt: Timestamp?

  public init(
    id: Identifier = Identifier(), kind: Kind, parent: Identifier, maker: Identifier, holder: Identifier,
    label: String = "", methods: [String] = [], paths: [String] = [], isDelegable: Bool = false, createdAt: Timestamp,
    expiresAt: Timestamp? = nil, revokedAt: Timestamp? = nil
  ) {
    self.id = id
    self.kind = kind
    self.parent = parent
    self.maker = maker
    self.holder = holder
    self.label = label
    self.methods = methods
    self.paths = paths
    self.isDelegable = isDelegable
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
  }

  /// Whether it leaves out any call that its parent allows.
  public var isRestricted: Bool { !methods.isEmpty || !paths.isEmpty }

  /// Whether method and path are among those it is for. A path that servers may read in two ways has to match in both.
  public func permits(method: String, url: CanonicalURL) -> Bool {
    Rule.matches(method: method, url: url, methods: methods, paths: paths)
  }
}

/// A grant that a caller asks for.
public struct IssuedGrantDraft: Hashable, Sendable {
  /// The grant to narrow.
  public var parent: Identifier
  /// The agent that gets it; nil for a sibling of the caller's own.
  public var holder: Identifier?
  public var label: String
  public var methods: [String]
  public var paths: [String]
  public var isDelegable: Bool
  public var expiresAt: Timestamp?

  public init(
    parent: Identifier, holder: Identifier? = nil, label: String = "", methods: [String] = [], paths: [String] = [],
    isDelegable: Bool = false, expiresAt: Timestamp? = nil
  ) {
    self.parent = parent
    self.holder = holder
    self.label = label
    self.methods = methods
    self.paths = paths
    self.isDelegable = isDelegable
    self.expiresAt = expiresAt
  }
}
