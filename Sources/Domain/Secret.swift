/// A managed secret without its value: what the portal lists, and what is bound to the sealed credential.
public struct Secret: Hashable, Sendable, Identifiable {
  public let id: Identifier
  public var name: String
  /// A provider's id, or `custom`.
  public var provider: String
  /// What it was recognised as, such as `secret key (live)`; empty when nobody knows.
  public var kind: String
  public var binding: Binding
  public var injection: Injection
  /// The harmless call for `secrets test`; nil when there is none.
  public var test: TestRequest?
  public var createdAt: Timestamp
  /// When the present value was stored.
  public var rotatedAt: Timestamp
  /// When the portal begins to ask for a rotation; nil for never.
  public var remindAt: Timestamp?
  public var revokedAt: Timestamp?
  /// Counts the values stored; part of what is authenticated with the ciphertext.
  public var version: Int

  public init(
    id: Identifier, name: String, provider: String, kind: String, binding: Binding, injection: Injection,
    test: TestRequest? = nil, createdAt: Timestamp, rotatedAt: Timestamp, remindAt: Timestamp?, revokedAt: Timestamp?,
    version: Int
  ) {
    self.id = id
    self.name = name
    self.provider = provider
    self.kind = kind
    self.binding = binding
    self.injection = injection
    self.test = test
    self.createdAt = createdAt
    self.rotatedAt = rotatedAt
    self.remindAt = remindAt
    self.revokedAt = revokedAt
    self.version = version
  }
}

/// The origins a credential may be sent to; sealed together with it.
public struct Binding: Hashable, Sendable {
  /// Sorted, at least one, without repetition.
  public let origins: [Origin]

  /// - Throws: ``URLProblem`` when there is none, or when plain http is to leave this machine.
  public init(origins: [Origin]) throws(URLProblem) {
    guard !origins.isEmpty else { throw URLProblem(text: "", reason: "a credential needs at least one origin") }
    if let open = origins.first(where: { $0.scheme == .http && !$0.isLoopback }) {
      throw URLProblem(text: open.description, reason: "http is for this machine only; use https")
    }
    self.origins = Set(origins).sorted()
  }

  public func permits(_ url: CanonicalURL) -> Bool { origins.contains(url.origin) }
}

/// What is to be stored, before it has an id.
public struct SecretDraft: Hashable, Sendable {
  public var name: String
  public var provider: String
  public var kind: String
  public var binding: Binding
  public var injection: Injection
  public var principal: Principal
  public var remindAfterDays: Int?
  /// The harmless call that shows whether the provider accepts the credential; nil when there is none.
  public var test: TestRequest?

  public init(
    name: String, provider: String, kind: String, binding: Binding, injection: Injection,
    principal: Principal = .system, remindAfterDays: Int? = nil, test: TestRequest? = nil
  ) {
    self.name = name
    self.provider = provider
    self.kind = kind
    self.binding = binding
    self.injection = injection
    self.principal = principal
    self.remindAfterDays = remindAfterDays
    self.test = test
  }
}
