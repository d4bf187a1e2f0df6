public import DecisionGuide
public import Domain

/// A third-party service: its API, how it takes credentials, how they are recognised, and what the guide says of it.
public struct Provider: Hashable, Sendable, Identifiable {
  public let id: String
  public let name: String
  public let category: String
  public let homepage: String
  public let documentation: String
  /// Where its API answers; the first is proposed for a new secret.
  public let origins: [Origin]
  public let rateLimit: String
  public let note: String
  /// The credentials a developer can hold; empty for a provider that takes OAuth only.
  public let managed: [ManagedKind]
  /// Values that look like credentials and should not be stored as one.
  public let recogniseOnly: [RecognisedOnly]
  public let oauth: OAuthFacts?
  public let guide: ProviderGuide
  /// False for one from a TOML file of the user's own.
  public let isBuiltIn: Bool

  public func kind(named name: String) -> ManagedKind? { managed.first { $0.kind == name } }
}

/// A kind of credential that the developer owns, such as `secret key (live)`.
public struct ManagedKind: Hashable, Sendable {
  /// How much a match proves.
  public enum Strength: String, Hashable, Sendable {
    /// Recognised from the value alone.
    case strong
    /// Its form is common: recognised only once the provider is chosen.
    case weak
  }

  public let kind: String
  /// Proposed behind the provider's id in a name: `stripe-live`; empty for none.
  public let nameSuffix: String
  /// Where it may be sent unless the user says otherwise; at least one.
  public let origins: [Origin]
  /// nil when no request of gatehouse can carry it; ``cannotBeSent`` then says why.
  public let injection: Injection?
  public let cannotBeSent: String?
  public let test: TestRequest?
  /// When it ends by itself, as a sentence.
  public let expiry: String
  /// Proposed for the reminder to rotate it; nil for never.
  public let remindAfterDays: Int?
  /// The page where it is made.
  public let createURL: String
  public let rotation: String
  public let note: String
  /// What to beware of when it is stored; empty for nothing.
  public let warning: String
  /// nil when it has no fixed form.
  let pattern: CredentialPattern?
  public let strength: Strength
  let checksum: Checksum?
  /// How it stands in a URL's path, where that is not its own pattern.
  let pathPattern: CredentialPattern?
}

/// A kind of value that is recognised to say why it should not be stored.
public struct RecognisedOnly: Hashable, Sendable {
  public enum Action: String, Hashable, Sendable {
    /// It can be stored; the reason is shown.
    case warn
    /// It is not stored.
    case refuse
  }

  public let kind: String
  public let action: Action
  public let why: String
  let pattern: CredentialPattern
  let strength: ManagedKind.Strength
  let checksum: Checksum?
}
