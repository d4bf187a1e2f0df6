internal import Synchronization

/// A rule of a policy, prepared for many calls; never changed, so that all share one.
final class CompiledRule: Sendable {
  let rule: Rule
  let policyID: Identifier
  let policyName: String
  let version: Int
  /// From 1.
  let number: Int
  let target: CompiledTarget
  let conditions: [CompiledCondition]
  let limits: [CompiledLimit]

  init(_ rule: Rule, of policy: Policy, number: Int, zones: (String) -> ZoneRules?) {
    self.rule = rule
    policyID = policy.id
    policyName = policy.name
    version = policy.version
    self.number = number
    target = CompiledTarget(rule)
    conditions = rule.conditions.map { CompiledCondition($0, zones: zones) }
    limits = rule.limits.map { CompiledLimit($0, of: rule, policy: policy.id, zones: zones) }
  }

  var decider: Decision.Decider { .rule(policy: policyName, version: version, number: number) }
  private let spelled = Mutex<String?>(nil)

  /// As it stands in reasons; cut where it would fill a screen. Made when it is wanted first.
  var text: String {
    spelled.withLock { spelled in
      if let spelled { return spelled }
      let made = "\(decider): \(Printable.text(rule.description, limit: 400))"
      spelled = made
      return made
    }
  }
  var looksIntoBody: Bool { rule.effect == .redact || conditions.contains(where: \.looksIntoBody) }
  var looksAtSize: Bool { conditions.contains(where: \.looksAtSize) }

  /// Whether the call falls under everything but the limits. The first that says no ends it; of doubts the first counts.
  func meets(_ input: PolicyInput) -> Finding {
    guard target.matches(input.target) else { return .no }
    var doubt: Doubt?
    if let end = rule.expiresAt {
      if input.context.now >= end { return .no }
      if input.context.clockWentBack { doubt = .clockWentBack }
    }
    for condition in conditions {
      switch condition.holds(input) {
      case .yes: break
      case .no: return .no
      case .doubt(let found): if doubt == nil { doubt = found }
      }
    }
    return doubt.map { .doubt($0) } ?? .yes
  }

  /// Whether the rule matches a call that meets all but its limits: below every limit for an allow rule, at one of them
  /// for another.
  func within(_ input: PolicyInput) -> Finding {
    guard !limits.isEmpty else { return .yes }
    let isAllow = rule.effect == .allow
    var doubt: Doubt?
    for limit in limits {
      switch limit.isReached(input) {
      case .yes: return Finding(!isAllow)
      case .no: break
      case .doubt(let found): if doubt == nil { doubt = found }
      }
    }
    return doubt.map { .doubt($0) } ?? Finding(isAllow)
  }
}

/// A limit with the name of its count.
struct CompiledLimit: Sendable {
  let limit: Rule.Limit
  private let policy: Identifier
  private let name: String
  private let zone: ZoneRules?

  init(_ limit: Rule.Limit, of rule: Rule, policy: Identifier, zones: (String) -> ZoneRules?) {
    self.limit = limit
    self.policy = policy
    name = Self.name(limit, of: rule)
    if case .calendar(_, let zone) = limit.period { self.zone = zones(zone) } else { zone = nil }
  }

  static func name(_ limit: Rule.Limit, of rule: Rule) -> String {
    var (named, unnumbered) = (rule, limit)
    unnumbered.count = 0
    named.limits = [unnumbered]
    return named.description
  }

  /// nil where nobody knows who calls, or what time it is in the zone.
  func query(_ input: PolicyInput) -> CounterQuery? {
    guard let steps = limit.steps(at: input.context.now, zone: zone), let subject = subject(input) else { return nil }
    return CounterQuery(key: CounterKey(policy: policy, rule: name, subject: subject), steps: steps)
  }

  private func subject(_ input: PolicyInput) -> String? {
    switch limit.subject {
    case .rule: ""
    case .grant: input.grantID
    case .caller: input.facts.caller
    }
  }

  func isReached(_ input: PolicyInput) -> Finding {
    // What was counted in all does not depend on the clock.
    if limit.period != .total, input.context.clockWentBack { return .doubt(.clockWentBack) }
    if limit.subject == .caller, input.facts.caller == nil { return .doubt(.unknown(.caller)) }
    guard let query = query(input) else {
      if case .calendar(_, let zone) = limit.period { return .doubt(.unknownZone(zone)) }
      return .doubt(.uncounted)
    }
    guard let count = input.context.count(query.key) else { return .doubt(.uncounted) }
    return Finding(count >= limit.count)
  }
}
