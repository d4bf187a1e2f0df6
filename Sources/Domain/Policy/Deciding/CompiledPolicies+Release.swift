/// Why a credential must stay in the vault: what the policies want of calls holds only where the vault makes them.
public struct BoundToCalls: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    /// Methods, paths, times, bodies, headers.
    case restricted
    /// People are asked.
    case approval
    /// Calls are counted.
    case limits
  }

  public let kind: Kind
  /// The rule, as it stands in reasons.
  public let rule: String
  /// The name of its policy.
  public let policy: String
}

extension CompiledPolicies {
  /// The first rule about this grant and caller that cannot be kept once the credential itself is out; nil when there is
  /// none. A rule that another caller, principal, provider, grant or address is named in does not count.
  public func boundToCalls(
    _ facts: CallFacts, grant: Grant, source: GrantSource, context: PolicyContext
  ) -> BoundToCalls? {
    for level in facts.levels {
      let input = PolicyInput(facts: level, grant: grant, source: source, context: context)
      for rule in rules(for: grant.id).rules {
        if let kind = rule.kindBoundToCalls(input) {
          return BoundToCalls(kind: kind, rule: rule.text, policy: rule.policyName)
        }
      }
    }
    return nil
  }
}

extension CompiledRule {
  fileprivate func kindBoundToCalls(_ input: PolicyInput) -> BoundToCalls.Kind? {
    let lasting = conditions.filter { $0.condition.test.isTheSameForEveryCall }
    if lasting.contains(where: { $0.holds(input) == .no }) { return nil }
    if rule.effect == .ask { return .approval }
    if !rule.limits.isEmpty { return .limits }
    let isAboutEveryCall =
      rule.methods.isEmpty && rule.host == nil && rule.path == nil && rule.expiresAt == nil
      && lasting.count == conditions.count
    return isAboutEveryCall && [.allow, .deny].contains(rule.effect) ? nil : .restricted
  }
}

extension Rule.Test {
  /// Whether it looks at nothing but who calls with what.
  fileprivate var isTheSameForEveryCall: Bool {
    switch self {
    case .caller, .principal, .provider, .grant, .address: true
    case .method, .query, .header, .size, .body, .time: false
    }
  }
}
