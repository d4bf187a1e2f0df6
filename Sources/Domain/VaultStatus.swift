/// What anybody may know of a vault without opening it.
public struct VaultStatus: Hashable, Sendable {
  public let id: Identifier
  /// The folder, for people.
  public let location: String
  public let isUnlocked: Bool
  /// When the use keys leave by themselves; nil while locked.
  public let locksAt: Timestamp?
  /// Whether the kernel's keyring keeps the use keys, so that one lock acts on every process.
  public let usesKeyring: Bool
  /// When this process gives up the admin right; nil when it does not hold it.
  public let adminUntil: Timestamp?
  public let hasRecoveryKit: Bool
  public let grants: Int
  public let events: Int64

  public init(
    id: Identifier, location: String, isUnlocked: Bool, locksAt: Timestamp?, usesKeyring: Bool,
    adminUntil: Timestamp?, hasRecoveryKit: Bool, grants: Int, events: Int64
  ) {
    self.id = id
    self.location = location
    self.isUnlocked = isUnlocked
    self.locksAt = locksAt
    self.usesKeyring = usesKeyring
    self.adminUntil = adminUntil
    self.hasRecoveryKit = hasRecoveryKit
    self.grants = grants
    self.events = events
  }
}
