/// The policies of a vault, prepared so that one call is decided in microseconds.
///
/// Nothing passes outside the binding. Deny goes over ask, ask over allow; the order of policies and rules never matters.
/// What cannot be told never permits: a doubtful allow rule does not match, and a doubtful rule of another effect denies.
public struct CompiledPolicies: Sendable {
  struct Applicable: Sendable {
    /// By policy and number, so that the same rule decides whatever the order.
    private(set) var rules: [CompiledRule] = []
    private var signatures: [RuleSignature] = []
    /// Whether only what an allow rule matches passes: there is one, or a policy says so.
    private(set) var isClosed = false

    mutating func add(_ policy: Policy, _ added: [CompiledRule]) {
      rules += added
      signatures += added.map(\.target.signature)
      if policy.isStrict || policy.rules.contains(where: { $0.effect == .allow }) { isClosed = true }
    }

    /// The rules that may match, in their order.
    func forEachCandidate(_ target: CallTarget, _ body: (CompiledRule) -> Void) {
      for index in signatures.indices where target.isAdmitted(by: signatures[index]) { body(rules[index]) }
    }
  }

  private struct Entry {
    let policy: Policy
    let rules: [CompiledRule]
  }

  private let general: Applicable
  private let byGrant: [Identifier: Applicable]

  public init(_ policies: [Policy], zones source: ZoneSource = .system) {
    var known: [String: ZoneRules?] = [:]
    func zone(_ name: String) -> ZoneRules? {
      if let zone = known[name] { return zone }
      let zone = source.zone(name)
      known[name] = .some(zone)
      return zone
    }
    let entries = policies.sorted { ($0.name, $0.id) < ($1.name, $1.id) }.map { policy in
      Entry(
        policy: policy,
        rules: policy.rules.enumerated().map { CompiledRule($1, of: policy, number: $0 + 1, zones: zone) })
    }
    // Thousands of users may have limits of their own, each for one grant.
    var (every, named): ([Int], [Identifier: [Int]]) = ([], [:])
    for (index, entry) in entries.enumerated() {
      switch entry.policy.scope {
      case .everyGrant: every.append(index)
      case .grants(let ids): for id in ids { named[id, default: []].append(index) }
      }
    }
    func applicable(_ indices: [Int]) -> Applicable {
      var applicable = Applicable()
      for index in indices { applicable.add(entries[index].policy, entries[index].rules) }
      return applicable
    }
    general = applicable(every)
    byGrant = named.mapValues { applicable(($0 + every).sorted()) }
  }

  /// The names of the counts of a policy's rules, as in ``CounterKey/rule``.
  public static func counterNames(of policy: Policy) -> Set<String> {
    Set(policy.rules.flatMap { rule in rule.limits.map { CompiledLimit.name($0, of: rule) } })
  }

  func rules(for grant: Identifier) -> Applicable { byGrant[grant] ?? general }

  /// The counts a decision of this call looks at.
  public func counters(
    _ facts: CallFacts, grant: Grant, source: GrantSource, context: PolicyContext
  ) -> [CounterQuery] {
    let limited = rules(for: grant.id).rules.filter { !$0.limits.isEmpty }
    guard !limited.isEmpty else { return [] }
    let queries = facts.levels.flatMap { level in
      let input = PolicyInput(facts: level, grant: grant, source: source, context: context)
      return limited.filter { $0.meets(input) != .no }.flatMap { rule in rule.limits.compactMap { $0.query(input) } }
    }
    return Array(Set(queries))
  }

  /// Whether a rule that this call may fall under wants to look into the body, to take something out of it, or to show it
  /// to whoever approves the call.
  public func needsBody(_ facts: CallFacts, grant: Grant, source: GrantSource, context: PolicyContext) -> Bool {
    let looking = rules(for: grant.id).rules.filter {
      $0.looksIntoBody || $0.rule.effect == .ask || $0.looksAtSize && facts.bodySize == nil
    }
    guard !looking.isEmpty else { return false }
    return facts.levels.contains { level in
      let input = PolicyInput(facts: level, grant: grant, source: source, context: context)
      return looking.contains { $0.meets(input) != .no }
    }
  }
}
