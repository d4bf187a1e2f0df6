/// What somebody asks for when a further key of a caller is minted.
public struct CallerKeyDraft: Hashable, Sendable {
  public var name: String
  /// nil: all that the caller has, or the key it is derived from.
  public var rights: Set<CallerRight>?
  public var addresses: [AddressRange]
  public var ratePerMinute: Int?
  public var expiresAt: Timestamp?
  /// The key to derive it from: then it dies with that one and never has more than it.
  public var parent: Identifier?

  public init(
    name: String, rights: Set<CallerRight>? = nil, addresses: [AddressRange] = [], ratePerMinute: Int? = nil,
    expiresAt: Timestamp? = nil, parent: Identifier? = nil
  ) {
    self.name = name
    self.rights = rights
    self.addresses = addresses
    self.ratePerMinute = ratePerMinute
    self.expiresAt = expiresAt
    self.parent = parent
  }
}
