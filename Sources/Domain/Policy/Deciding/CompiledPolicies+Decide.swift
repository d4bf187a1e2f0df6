extension CompiledPolicies {
  /// Decides one call. Pure: the same facts, grant and context give the same decision. A caller that another made
  /// (`ci/researcher`) passes only where its maker passes too, and what a rule says of its maker is said of it.
  public func decide(
    _ facts: CallFacts, grant: Grant, source: GrantSource, context: PolicyContext
  ) -> Decision {
    if let stop = Decision.outsideBinding(facts.url, grant: grant, source: source, context: context) { return stop }
    return .strictest(
      of: facts.levels.map { level in
        let input = PolicyInput(facts: level, grant: grant, source: source, context: context)
        return Matches(rules(for: grant.id), input).decision
      })
  }
}

/// The rules that match a call, by what they want.
private struct Matches {
  let applicable: CompiledPolicies.Applicable
  let input: PolicyInput
  /// Deny rules, and rules that would restrict the call if one knew that they match.
  var denials: [(rule: CompiledRule, doubt: Doubt?)] = []
  var asks: [CompiledRule] = []
  var redacts: [CompiledRule] = []
  var permits: [CompiledRule] = []
  var doubtfulPermits: [(rule: CompiledRule, doubt: Doubt)] = []
  /// Allow rules that match, but for their limit.
  var usedUp: [CompiledRule] = []
  var counted: [CounterQuery] = []

  init(_ applicable: CompiledPolicies.Applicable, _ input: PolicyInput) {
    self.applicable = applicable
    self.input = input
    applicable.forEachCandidate(input.target) { look(at: $0) }
  }

  private mutating func look(at rule: CompiledRule) {
    let found = rule.meets(input)
    guard found != .no else { return }
    if found == .yes { counted += rule.limits.compactMap { $0.query(input) } }
    add(rule, found, rule.within(input))
  }

  private mutating func add(_ rule: CompiledRule, _ found: Finding, _ limit: Finding) {
    if limit == .no {
      if rule.rule.effect == .allow, found == .yes { usedUp.append(rule) }
      return
    }
    var doubt: Doubt?
    if case .doubt(let reason) = limit { doubt = reason }
    if case .doubt(let reason) = found { doubt = reason }
    switch (rule.rule.effect, doubt) {
    case (.allow, nil): permits.append(rule)
    case (.allow, let doubt?): doubtfulPermits.append((rule, doubt))
    case (.ask, nil): asks.append(rule)
    case (.redact, nil):
      switch input.facts.body {
      case .json, .none: redacts.append(rule)
      case .notJSON: denials.append((rule, .bodyNotJSON))
      case .tooLarge: denials.append((rule, .bodyTooLarge))
      case .unread: denials.append((rule, .bodyUnread))
      }
    case (_, let doubt): denials.append((rule, doubt))
    }
  }

  var decision: Decision {
    var decision = verdict
    if decision.verdict != .deny {
      for rule in redacts {
        for pointer in rule.rule.redactions where !decision.redactions.contains(pointer) {
          decision.redactions.append(pointer)
        }
      }
      decision.counted = counted
    }
    return decision
  }

  private var verdict: Decision {
    if let denial = denials.first(where: { $0.doubt == nil }) ?? denials.first { return denied(denial) }
    if let vain = asks.first(where: { $0.rule.approval?.canBeHad(for: input.grant.principal) == false }) {
      return Decision(
        verdict: .deny, decider: vain.decider,
        reason: "\(vain.text); it wants the approval of the user whose grant it is, and this one is of no user",
        remedy: "a grant of a user, or other approvers", overruled: Self.texts(permits))
    }
    if let first = asks.first {
      var decision = Decision(
        verdict: .ask, decider: first.decider, reason: first.text, remedy: "the same call, once it is approved",
        overruled: Self.texts(permits))
      decision.asks = asks.map { Decision.Ask(decider: $0.decider, rule: $0.rule) }
      return decision
    }
    if let permit = permits.first { return Decision(verdict: .allow, decider: permit.decider, reason: permit.text) }
    if !applicable.isClosed && !input.grant.isStrict {
      return Decision(verdict: .allow, decider: .bindingAlone, reason: "inside the binding, and no rule denies it")
    }
    return unpermitted
  }

  private func denied(_ denial: (rule: CompiledRule, doubt: Doubt?)) -> Decision {
    let because =
      denial.doubt.map { doubt in
        denial.rule.rule.effect == .redact && doubt != .clockWentBack
          ? "; nothing can be taken out, since \(doubt.inWords)" : "; it may match, since \(doubt.inWords)"
      } ?? ""
    var decision = Decision(
      verdict: .deny, decider: denial.rule.decider, reason: denial.rule.text + because,
      remedy: "a call that the rule does not match, or another grant", overruled: Self.texts(asks + permits))
    if denial.doubt != nil {
      decision.doubts = denials.compactMap(\.doubt)
      decision.doubtful = denials.map(\.rule.rule)
    }
    return decision
  }

  private var unpermitted: Decision {
    let passing = applicable.rules.lazy.filter { $0.rule.effect == .allow }.prefix(3).map { "\($0.rule)" }
      .joined(separator: "; ")
    let doubt =
      doubtfulPermits.first.map { "; \($0.rule.decider) may match, but \($0.doubt.inWords)" } ?? ""
    let limit = usedUp.first.map { "; \($0.decider) would, but its limit is used up" } ?? ""
    var decision = Decision(
      verdict: .deny, decider: .noAllowRule,
      reason: "\(input.grant.name) passes only what an allow rule matches, and none matches "
        + "\(input.facts.method) \(input.facts.url.path)\(limit)\(doubt)",
      remedy: passing.isEmpty ? "an allow rule for this call" : passing)
    decision.usedUp = usedUp.map(\.rule)
    decision.doubts = doubtfulPermits.map(\.doubt)
    decision.doubtful = doubtfulPermits.map(\.rule.rule)
    return decision
  }

  private static func texts(_ rules: [CompiledRule]) -> [String] {
    rules.prefix(10).map(\.text) + (rules.count > 10 ? ["and \(rules.count - 10) more"] : [])
  }
}

extension Decision {
  static func outsideBinding(
    _ url: CanonicalURL, grant: Grant, source: GrantSource, context: PolicyContext
  ) -> Decision? {
    if let revoked = grant.revokedAt ?? source.revokedAt {
      return Decision(
        verdict: .deny, decider: .binding, reason: "\(grant.name) was revoked at \(revoked)",
        remedy: "a grant that is not revoked")
    }
    // A clock that was set back brings no expired grant back.
    if let end = grant.expiresAt, max(context.now, context.newestEvent ?? context.now) >= end {
      return Decision(
        verdict: .deny, decider: .binding, reason: "\(grant.name) expired at \(end)",
        remedy: "a grant that has not expired")
    }
    guard source.binding.permits(url) else {
      return Decision(
        verdict: .deny, decider: .binding, reason: "\(url.origin) lies outside the binding of \(grant.name)",
        remedy: source.binding.origins.map(\.description).joined(separator: ", "))
    }
    return nil
  }
}
