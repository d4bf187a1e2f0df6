/// A further grant for a stored secret, before it has an id.
public struct GrantDraft: Hashable, Sendable {
  public var secretID: Identifier
  public var name: String
  public var principal: Principal
  public var label: String
  public var isStrict: Bool
  public var expiresAt: Timestamp?

  public init(
    secretID: Identifier, name: String, principal: Principal, label: String = "", isStrict: Bool = false,
    expiresAt: Timestamp? = nil
  ) {
    self.secretID = secretID
    self.name = name
    self.principal = principal
    self.label = label
    self.isStrict = isStrict
    self.expiresAt = expiresAt
  }
}

/// A policy as it was typed: saved under its name, as a new version when the name exists.
public struct PolicyDraft: Hashable, Sendable {
  public var name: String
  public var scope: Policy.Scope
  public var isStrict: Bool
  public var rules: [Rule]
  public var tests: [PolicyTest]

  public init(name: String, scope: Policy.Scope, isStrict: Bool = false, rules: [Rule], tests: [PolicyTest] = []) {
    self.name = name
    self.scope = scope
    self.isStrict = isStrict
    self.rules = rules
    self.tests = tests
  }
}

/// What can be revoked and, for ten minutes, taken back.
public enum Revocable: Hashable, Sendable {
  case grant(Identifier)
  case secret(Identifier)
}

/// What storing a secret made: the secret and its first grant.
public struct StoredSecret: Hashable, Sendable {
  public let secret: Secret
  public let grant: Grant

  public init(secret: Secret, grant: Grant) {
    self.secret = secret
    self.grant = grant
  }
}
