/// Looks at a policy before it is saved: rules that can never match, rules that contradict each other.
public struct PolicyReview: Sendable {
  public struct Warning: Hashable, Sendable, CustomStringConvertible {
    /// From 1; nil for one about a test.
    public let rule: Int?
    public let text: String

    public var description: String { rule.map { "rule \($0): \(text)" } ?? text }
  }

  /// A grant and where its credential comes from.
  public typealias Covered = (grant: Grant, source: GrantSource)

  private let rules: [Rule]
  private let tests: [PolicyTest]
  private let others: [Policy]
  private let covered: [Covered]
  private let now: Timestamp

  /// - Parameters:
  ///   - others: the other policies that hold.
  ///   - grants: every grant of the vault.
  public init(_ draft: PolicyDraft, others: [Policy], grants: [Covered], now: Timestamp) {
    (rules, tests) = (draft.rules, draft.tests)
    self.others = others.filter { $0.name != draft.name }
    covered = grants.filter { draft.scope.covers($0.grant.id) && $0.grant.revokedAt == nil }
    self.now = now
  }

  public var warnings: [Warning] {
    rules.enumerated().flatMap { index, rule in
      ([neverMatches(rule), cannotBeApproved(rule)] + contradictions(rule, at: index)).compactMap { $0 }.map {
        Warning(rule: index + 1, text: $0)
      }
    } + timelessTests
  }

  /// Tests that may pass today and fail tomorrow.
  private var timelessTests: [Warning] {
    guard rules.contains(where: \.looksAtTheClock) else { return [] }
    return tests.filter { $0.at == nil }.map { test in
      Warning(
        rule: nil,
        text: "test \(Printable.text(test.name, limit: 60)): a rule looks at the clock; give the test a time with at")
    }
  }

  /// The user is asked, and there is none.
  private func cannotBeApproved(_ rule: Rule) -> String? {
    guard let approval = rule.approval, approval.approvers.contains(Approval.endUser) else { return nil }
    let vain = covered.filter { !approval.canBeHad(for: $0.grant.principal) }.map(\.grant.name).sorted()
    guard let first = vain.first else { return nil }
    let others = vain.count > 1 ? " and \(vain.count - 1) more" : ""
    return "nobody can approve it for \(first)\(others): \(Approval.endUser) is the user whose grant it is, and "
      + (vain.count == 1 ? "this grant is of no user" : "these grants are of no user")
  }

  private func neverMatches(_ rule: Rule) -> String? {
    if let end = rule.expiresAt, end <= now { return "it never matches: it expired at \(end)" }
    if let host = rule.host, !covered.isEmpty,
      !covered.contains(where: {
        $0.source.binding.origins.contains { host == $0.host || host == "\($0.host):\($0.port)" }
      })
    {
      return "it never matches: no grant it is for is bound to \(host)"
    }
    if rule.effect == .allow, let limit = rule.limits.first(where: { $0.count == 0 }) {
      return "it never matches: \(limit.spelled) lets no call pass"
    }
    for condition in rule.conditions {
      let opposite = Rule.Condition(condition.test, isNegated: !condition.isNegated)
      if rule.conditions.contains(opposite) {
        return "it never matches: \(condition) and its opposite cannot both hold"
      }
      if condition.isNegated { continue }
      if let found = nobodyIs(condition.test) { return "it never matches: \(found)" }
    }
    return emptyRange(rule) ?? disjointNames(rule)
  }

  /// What is known of every grant that the policy is for.
  private func nobodyIs(_ test: Rule.Test) -> String? {
    guard !covered.isEmpty else { return nil }
    switch test {
    case .provider(let names):
      let patterns = NamePatterns(names)
      return covered.contains { patterns.match($0.source.provider) } ? nil : "no grant it is for is of \(test)"
    case .principal(let names):
      let patterns = NamePatterns(names)
      return covered.contains { patterns.match($0.grant.principal.description) }
        ? nil : "no grant it is for has \(test)"
    case .grant(let names):
      let patterns = NamePatterns(names)
      return covered.contains { patterns.match($0.grant.name) || patterns.match($0.grant.id.description) }
        ? nil : "it is for no \(test)"
    default: return nil
    }
  }

  /// Bounds that leave nothing between them.
  private func emptyRange(_ rule: Rule) -> String? {
    let tests = rule.conditions.filter { !$0.isNegated }.map(\.test)
    for case .size(.above, let low) in tests {
      for case .size(.below, let high) in tests where high <= low + 1 {
        return "it never matches: no body is longer than \(low) and shorter than \(high) bytes"
      }
    }
    if tests.contains(.size(.below, 0)) { return "it never matches: no body is shorter than 0 bytes" }
    for case .body(let pointer, .compares(.above, let low)) in tests where !pointer.steps.contains("*") {
      for case .body(pointer, .compares(.below, let high)) in tests where high <= low {
        return "it never matches: \(pointer) cannot be above \(low) and below \(high)"
      }
    }
    return nil
  }

  /// Two lists for the same thing without a common name.
  private func disjointNames(_ rule: Rule) -> String? {
    var lists = rule.conditions.filter { !$0.isNegated }.compactMap { condition -> (Rule.Word, [String])? in
      switch condition.test {
      case .caller(let names), .principal(let names), .provider(let names), .grant(let names), .method(let names):
        (condition.test.word, names)
      default: nil
      }
    }
    if !rule.methods.isEmpty { lists.append((.method, rule.methods)) }
    for (index, list) in lists.enumerated() {
      for other in lists.dropFirst(index + 1) where other.0 == list.0 {
        let isPlain = !(list.1 + other.1).contains { $0.contains("*") }
        if isPlain, Set(list.1).isDisjoint(with: other.1) {
          return "it never matches: the \(list.0.rawValue) cannot be in both lists"
        }
      }
    }
    return nil
  }

  /// Deny and ask rules, here and in other policies, that take everything from a rule that permits.
  private func contradictions(_ rule: Rule, at index: Int) -> [String?] {
    var found: [String?] = []
    for (position, other) in rules.enumerated() where position != index {
      found.append(Self.contradiction(rule, other, "rule \(position + 1)"))
    }
    for policy in others {
      let holdsForAll = policy.scope == .everyGrant || covered.allSatisfy { policy.scope.covers($0.grant.id) }
      guard holdsForAll, !covered.isEmpty else { continue }
      for (position, other) in policy.rules.enumerated() {
        found.append(Self.contradiction(rule, other, "\(policy.name) rule \(position + 1)"))
      }
    }
    return found
  }

  private static func contradiction(_ rule: Rule, _ other: Rule, _ name: String) -> String? {
    let losesTo: [Rule.Effect] = rule.effect == .allow ? [.deny, .ask] : rule.effect == .deny ? [] : [.deny]
    guard losesTo.contains(other.effect), other.covers(rule) else { return nil }
    let verb = other.effect == .deny ? "denies" : "asks about"
    return "it has no effect: \(name) \(verb) all it matches (\(other))"
  }
}
