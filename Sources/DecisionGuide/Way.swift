/// The two ways to a `grant_id`.
public enum Way: String, Hashable, Sendable, CaseIterable {
  /// An end user authorizes access to their account.
  case oauth
  /// The developer stores a credential of their own.
  case managedSecret = "managed_secret"

  public var other: Way { self == .oauth ? .managedSecret : .oauth }
}
