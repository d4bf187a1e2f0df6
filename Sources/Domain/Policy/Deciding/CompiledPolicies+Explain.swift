extension CompiledPolicies {
  /// The decision, with what would have changed it. Slower than deciding: every rule is looked at to its end.
  public func explain(
    _ facts: CallFacts, grant: Grant, source: GrantSource, context: PolicyContext
  ) -> Decision {
    var decision = decide(facts, grant: grant, source: source, context: context)
    guard decision.decider != .binding else { return decision }
    let input = PolicyInput(facts: facts, grant: grant, source: source, context: context)
    let rules = rules(for: grant.id).rules.map { RuleRequirements($0, input) }
    switch (decision.verdict, decision.decider) {
    case (.deny, .noAllowRule):
      decision.changes = rules.filter { $0.rule.rule.effect == .allow }
        .sorted { ($0.unmet.count, $0.rule.text) < ($1.unmet.count, $1.rule.text) }
        .map { "\($0.rule.decider) would allow it if \($0.unmet.joined(separator: " and "))" }
    case (.deny, _), (.ask, _):
      let effects: [Rule.Effect] = decision.verdict == .ask ? [.ask] : [.deny, .ask, .redact]
      decision.changes = rules.filter { effects.contains($0.rule.rule.effect) && $0.unmet.isEmpty }.map(\.escape)
    case (.allow, _):
      decision.changes = rules.filter { [.deny, .ask].contains($0.rule.rule.effect) && $0.unmet.count == 1 }
        .map { "\($0.rule.decider) would \($0.rule.rule.effect.rawValue) it if \($0.unmet[0])" }
    }
    decision.changes = Array(decision.changes.prefix(5))
    return decision
  }
}

/// What a rule wants of a call, each want in words, and which of them are not met.
private struct RuleRequirements {
  let rule: CompiledRule
  /// Everything the rule states; a doubt counts as met.
  private(set) var met: [String] = []
  private(set) var unmet: [String] = []

  init(_ rule: CompiledRule, _ input: PolicyInput) {
    self.rule = rule
    let (stated, target) = (rule.rule, rule.target)
    if !stated.methods.isEmpty {
      add("the method is \(stated.methods.joined(separator: " or "))", target.matchesMethod(input.target))
    }
    if let host = stated.host { add("the host is \(host)", target.matchesHost(input.target)) }
    if let path = stated.path {
      let onlyPath = CompiledTarget(Rule(effect: stated.effect, path: path))
      add("the path matches \(path)", onlyPath.matches(input.target))
    }
    for condition in rule.conditions { add(condition.condition.inWords, condition.holds(input) != .no) }
    if let end = stated.expiresAt { add("it is before \(end)", input.context.now < end) }
    for limit in rule.limits {
      let isReached = limit.isReached(input)
      if stated.effect == .allow {
        add("fewer than \(limit.limit.inWords) were made", isReached != .yes)
      } else {
        add("\(limit.limit.inWords) were made", isReached != .no)
      }
    }
  }

  private mutating func add(_ words: String, _ isMet: Bool) {
    if isMet { met.append(words) } else { unmet.append(words) }
  }

  /// How a call gets out from under a rule that matches it.
  var escape: String {
    switch met.count {
    case 0: "\(rule.decider) matches every call: only another version of \(rule.policyName) changes that"
    case 1: "\(rule.decider) matches only when \(met[0])"
    default: "\(rule.decider) no longer matches as soon as one of these is not so: \(met.joined(separator: "; "))"
    }
  }
}
