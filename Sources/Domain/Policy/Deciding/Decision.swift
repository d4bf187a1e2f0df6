/// What the policies say of one call, and why; the same words in errors, screens and the audit log.
public struct Decision: Hashable, Sendable {
  public enum Verdict: String, Sendable, CaseIterable {
    case allow, deny
    /// The call may be sent once people have approved it.
    case ask
  }

  public enum Decider: Hashable, Sendable, CustomStringConvertible {
    /// The URL lies outside the binding, or the grant or its source is revoked or expired.
    case binding
    /// Nothing names the grant: its binding is enough.
    case bindingAlone
    /// An allow rule names the grant, or the grant or a policy is strict, and no allow rule matched.
    case noAllowRule
    case rule(policy: String, version: Int, number: Int)

    public var description: String {
      switch self {
      case .binding, .bindingAlone: "binding"
      case .noAllowRule: "strict"
      case .rule(let policy, let version, let number): "\(policy) v\(version) rule \(number)"
      }
    }
  }

  /// What one ask rule wants.
  public struct Ask: Hashable, Sendable {
    public let decider: Decider
    public let rule: Rule

    public init(decider: Decider, rule: Rule) {
      self.decider = decider
      self.rule = rule
    }

    public var approval: Approval { rule.approval ?? Approval() }
  }

  public let verdict: Verdict
  public let decider: Decider
  public let reason: String
  /// What would have passed; empty when the call did.
  public let remedy: String
  /// Rules that matched and lost, as they print; of many the first ten.
  public let overruled: [String]
  /// What would have changed the verdict, nearest first; filled by an explanation only.
  public internal(set) var changes: [String] = []
  /// Every ask rule that matched, each of which wants its answer; empty unless the verdict is `ask`.
  public internal(set) var asks: [Ask] = []
  /// What is removed from the body before it is sent.
  public internal(set) var redactions: [JSONPointer] = []
  /// Counts that go up when the call is sent.
  public internal(set) var counted: [CounterQuery] = []
  /// Allow rules that would have let it pass, but that have a limit, which is used up.
  public internal(set) var usedUp: [Rule] = []
  /// Why it could not be told whether a rule that denied, or would have permitted, matches.
  public internal(set) var doubts: [Doubt] = []
  /// The rules that the doubts are about.
  var doubtful: [Rule] = []

  public init(verdict: Verdict, decider: Decider, reason: String, remedy: String = "", overruled: [String] = []) {
    self.verdict = verdict
    self.decider = decider
    self.reason = reason
    self.remedy = remedy
    self.overruled = overruled
  }

  /// Decides a call of which only method and URL are known. See ``CompiledPolicies/decide(_:grant:source:context:)``.
  public static func decide(
    method: String, url: CanonicalURL, grant: Grant, source: GrantSource, policies: [Policy], now: Timestamp
  ) -> Decision {
    CompiledPolicies(policies).decide(
      CallFacts(method: method, url: url), grant: grant, source: source, context: PolicyContext(now: now))
  }
}
