/// What somebody asks for when a caller is made.
public struct CallerDraft: Hashable, Sendable {
  public var name: String
  public var displayName: String
  public var kind: Caller.Kind
  public var reach: Caller.Reach
  public var rights: Set<CallerRight>
  public var addresses: [AddressRange]
  public var ratePerMinute: Int?
  public var expiresAt: Timestamp?
  public var metadata: String

  public init(
    name: String, displayName: String = "", kind: Caller.Kind = .app, reach: Caller.Reach = .every,
    rights: Set<CallerRight> = CallerRight.usual, addresses: [AddressRange] = [], ratePerMinute: Int? = nil,
    expiresAt: Timestamp? = nil, metadata: String = "{}"
  ) {
    self.name = name
    self.displayName = displayName
    self.kind = kind
    self.reach = reach
    self.rights = rights
    self.addresses = addresses
    self.ratePerMinute = ratePerMinute
    self.expiresAt = expiresAt
    self.metadata = metadata
  }
}

/// A key just minted, to be shown once.
public struct MintedKey: Sendable, Equatable {
  public let caller: Caller
  public let key: CallerKey
  /// The key itself; nobody can read it again.
  public let text: SecretBytes

  public init(caller: Caller, key: CallerKey, text: SecretBytes) {
    self.caller = caller
    self.key = key
    self.text = text
  }
}

/// Who asks, as found by its key (or by the vault's owner for a program of its own), with what it has here and now.
public struct CallerIdentity: Hashable, Sendable {
  public let id: Identifier
  /// In full, as in rules and in the log: `ci`, or `ci/researcher` for one that `ci` made.
  public let name: String
  public let kind: Caller.Kind
  /// The key it showed; the caller's own id where the vault's owner acts as the caller without a key.
  public let keyID: Identifier
  public let keyPrefix: String
  /// What is left after its key, its caller, and all callers above it.
  public let rights: Set<CallerRight>
  public let reach: GrantReach
  /// Its key was replaced, and works for a while yet.
  public let isDeprecated: Bool
  /// Of the app at the top that it belongs to; its own for such an app.
  public let rootID: Identifier
  /// Where it called from.
  public let address: NetworkAddress

  public init(
    id: Identifier, name: String, kind: Caller.Kind, keyID: Identifier, keyPrefix: String, rights: Set<CallerRight>,
    reach: GrantReach, isDeprecated: Bool, rootID: Identifier, address: NetworkAddress
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.keyID = keyID
    self.keyPrefix = keyPrefix
    self.rights = rights
    self.reach = reach
    self.isDeprecated = isDeprecated
    self.rootID = rootID
    self.address = address
  }
}

/// What a caller says about one call beside the call itself; for the log, and to narrow it. Nothing here widens anything.
public struct CallContext: Hashable, Sendable {
  /// `run=…`, `thread=…`, `tool=…`, `agent=…` as its program says; shown as its own claim.
  public var notes: [String: String]
  /// The call counts as if the key had only these.
  public var onlyRights: Set<CallerRight>?

  public init(notes: [String: String] = [:], onlyRights: Set<CallerRight>? = nil) {
    self.notes = notes
    self.onlyRights = onlyRights
  }
}
