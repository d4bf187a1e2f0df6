/// Named rules for some grants, or for all. Versions are kept: an old decision can still be explained.
public struct Policy: Hashable, Sendable, Identifiable {
  public enum Scope: Hashable, Sendable {
    case everyGrant
    case grants(Set<Identifier>)

    public func covers(_ grant: Identifier) -> Bool {
      switch self {
      case .everyGrant: true
      case .grants(let ids): ids.contains(grant)
      }
    }
  }

  public let id: Identifier
  public var name: String
  public var version: Int
  public var scope: Scope
  /// Strict: of the grants it names only what an allow rule matches passes, even when it has no allow rule itself.
  public var isStrict: Bool
  public var rules: [Rule]
  /// Calls and what is to be decided of them; checked before a version is saved.
  public var tests: [PolicyTest]
  public var createdAt: Timestamp

  public init(
    id: Identifier, name: String, version: Int, scope: Scope, isStrict: Bool = false, rules: [Rule],
    tests: [PolicyTest] = [], createdAt: Timestamp
  ) {
    self.id = id
    self.name = name
    self.version = version
    self.scope = scope
    self.isStrict = isStrict
    self.rules = rules
    self.tests = tests
    self.createdAt = createdAt
  }
}
