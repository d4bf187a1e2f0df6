import Domain
import Foundation

/// The policies' meaning written down a second time, as plainly as it goes, for the comparison with the real decision.
/// nil stands for what cannot be told.
struct NaiveEvaluator {
  let call: RandomPolicies.Call

  struct Answer: Equatable {
    var verdict: Decision.Verdict
    var decider: String
    var asks: Set<String> = []
    var redactions: Set<String> = []
    var counted: Set<CounterKey> = []
  }

  private struct Found {
    let text: String
    let policy: Policy
    let rule: Rule
    let isCertain: Bool
  }

  func answer() -> Answer {
    let covering = call.policies.filter { policy in
      if case .grants(let ids) = policy.scope { ids.contains(call.grant.id) } else { true }
    }.sorted { $0.name < $1.name }
    var (denials, asks, redacts, permits): ([Found], [Found], [Found], [Found]) = ([], [], [], [])
    var counted: Set<CounterKey> = []
    for policy in covering {
      for (index, rule) in policy.rules.enumerated() {
        let base = conditionsHold(rule)
        if base == false { continue }
        if base == true {
          counted.formUnion(rule.limits.compactMap { key($0, rule, policy) })
        }
        let limits = rule.limits.isEmpty ? true : limitsHold(rule, policy)
        if limits == false { continue }
        let isCertain = base == true && limits == true
        let found = Found(
          text: "\(policy.name) v\(policy.version) rule \(index + 1)", policy: policy, rule: rule, isCertain: isCertain)
        switch rule.effect {
        case .allow: if isCertain { permits.append(found) }
        case .deny: denials.append(found)
        case .ask: if isCertain { asks.append(found) } else { denials.append(found) }
        case .redact:
          if isCertain, canRedact {
            redacts.append(found)
          } else {
            denials.append(Found(text: found.text, policy: policy, rule: rule, isCertain: false))
          }
        }
      }
    }
    if let denial = denials.first(where: \.isCertain) ?? denials.first {
      return Answer(verdict: .deny, decider: denial.text)
    }
    let redactions = Set(redacts.flatMap { $0.rule.redactions.map(\.description) })
    if let vain = asks.first(where: { isVain($0.rule) }) { return Answer(verdict: .deny, decider: vain.text) }
    if let ask = asks.first {
      return Answer(
        verdict: .ask, decider: ask.text, asks: Set(asks.map(\.text)), redactions: redactions, counted: counted)
    }
    if let permit = permits.first {
      return Answer(verdict: .allow, decider: permit.text, redactions: redactions, counted: counted)
    }
    let isClosed =
      call.grant.isStrict || covering.contains { $0.isStrict || $0.rules.contains { $0.effect == .allow } }
    if isClosed { return Answer(verdict: .deny, decider: "strict") }
    return Answer(verdict: .allow, decider: "binding", redactions: redactions, counted: counted)
  }

  /// Whether it asks a user whom the grant has not, and too few others.
  private func isVain(_ rule: Rule) -> Bool {
    guard let approval = rule.approval, !approval.approvers.isEmpty else { return false }
    if call.grant.principal.description.hasPrefix("user:") { return false }
    return approval.approvers.filter { $0 != "end-user" }.count < approval.count
  }

  private var canRedact: Bool {
    switch call.facts.body {
    case .none, .json: true
    case .notJSON, .tooLarge, .unread: false
    }
  }

  private var isClockBad: Bool {
    guard let newest = call.context.newestEvent else { return false }
    return newest.microseconds - call.context.now.microseconds > 10_000_000
  }

  private func conditionsHold(_ rule: Rule) -> Bool? {
    let facts = call.facts
    if !rule.methods.isEmpty, !rule.methods.contains(facts.method) { return false }
    if let host = rule.host, host != facts.url.origin.host, host != facts.url.origin.host + ":443" { return false }
    if let path = rule.path {
      let readings = [facts.url.path, facts.url.loosePath].map { Self.glob(Self.parts(path), Self.parts($0)) }
      if rule.effect == .allow ? readings.contains(false) : !readings.contains(true) { return false }
    }
    var all: [Bool?] = rule.conditions.map { condition in
      holds(condition.test).map { $0 != condition.isNegated }
    }
    if let end = rule.expiresAt {
      if call.context.now.microseconds >= end.microseconds { return false }
      all.append(isClockBad ? nil : true)
    }
    if all.contains(false) { return false }
    return all.contains(nil) ? nil : true
  }

  private static func parts(_ path: String) -> [String] { path.components(separatedBy: "/").filter { !$0.isEmpty } }

  private static func glob(_ pattern: [String], _ path: [String]) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    let rest = Array(pattern.dropFirst())
    if first == "**" { return (0...path.count).contains { glob(rest, Array(path.dropFirst($0))) } }
    guard let part = path.first else { return false }
    return like(first, part) && glob(rest, Array(path.dropFirst()))
  }

  private static func like(_ pattern: String, _ text: String) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
      return (0...text.count).contains { like(String(pattern.dropFirst()), String(text.dropFirst($0))) }
    }
    return text.first == first && like(String(pattern.dropFirst()), String(text.dropFirst()))
  }

  private func holds(_ test: Rule.Test) -> Bool? {
    switch test {
    case .caller(let names): call.facts.caller.map { Self.one(names, $0) }
    case .principal(let names): Self.one(names, call.grant.principal.description)
    case .provider(let names): Self.one(names, call.secret.provider)
    case .grant(let names): Self.one(names, call.grant.name) || Self.one(names, call.grant.id.description)
    case .method(let methods): methods.contains(call.facts.method)
    case .query(let names): names.hold(call.facts.queryKeys, Self.one)
    case .header(let names): names.hold(call.facts.headerNames, Self.one)
    case .size(let comparison, let bytes):
      call.facts.bodySize.map { comparison == .above ? $0 > bytes : $0 < bytes }
    case .time(let window): isClockBad ? nil : inside(window)
    case .address(let ranges): call.facts.address.map { address in ranges.contains { Self.covers($0, address) } }
    case .body(let pointer, let test): NaiveBody(call.facts.body).holds(pointer, test)
    }
  }

  private static func one(_ names: [String], _ name: String) -> Bool { names.contains { like($0, name) } }

  private func inside(_ window: TimeWindow) -> Bool? {
    guard let parts = local(window.zone), let hour = parts.hour, let minute = parts.minute, let day = parts.weekday
    else { return nil }
    let (now, today) = (hour * 60 + minute, (day + 5) % 7)
    if window.end > window.start { return window.days.contains(today) && now >= window.start && now < window.end }
    return (window.days.contains(today) && now >= window.start)
      || (window.days.contains((today + 6) % 7) && now < window.end)
  }

  private func local(_ zone: String) -> DateComponents? {
    guard RandomPolicies.zones.contains(zone), let zone = TimeZone(identifier: zone) else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    calendar.firstWeekday = 2
    return calendar.dateComponents(
      [.hour, .minute, .weekday], from: Date(timeIntervalSince1970: Double(call.context.now.seconds)))
  }

  private static func covers(_ range: AddressRange, _ address: NetworkAddress) -> Bool {
    func bits(_ bytes: [UInt8]) -> String {
      bytes.map { byte in
        let text = String(byte, radix: 2)
        return String(repeating: "0", count: 8 - text.count) + text
      }.joined()
    }
    return address.bytes.count == range.base.bytes.count
      && bits(address.bytes).prefix(range.length) == bits(range.base.bytes).prefix(range.length)
  }

  private func key(_ limit: Rule.Limit, _ rule: Rule, _ policy: Policy) -> CounterKey? {
    var named = rule
    named.limits = [Rule.Limit(count: 0, period: limit.period, per: limit.subject)]
    let subject: String?
    switch limit.subject {
    case .rule: subject = ""
    case .grant: subject = call.grant.id.description
    case .caller: subject = call.facts.caller
    }
    return subject.map { CounterKey(policy: policy.id, rule: named.description, subject: $0) }
  }

  private func limitsHold(_ rule: Rule, _ policy: Policy) -> Bool? {
    let reached: [Bool?] = rule.limits.map { limit in
      if limit.period != .total, isClockBad { return nil }
      guard let key = key(limit, rule, policy) else { return nil }
      switch call.context.counts {
      case .none: return limit.count <= 0
      case .known(let counts): return counts[key].map { $0 >= limit.count }
      }
    }
    let isReached = reached.contains(true) ? true : reached.contains(nil) ? nil : false
    return rule.effect == .allow ? isReached.map { !$0 } : isReached
  }
}

extension Rule.Names {
  fileprivate func hold(_ present: [String]?, _ one: ([String], String) -> Bool) -> Bool? {
    guard let present else { return nil }
    switch self {
    case .any(let names): return present.contains { one(names, $0) }
    case .only(let names): return !present.contains { !one(names, $0) }
    }
  }
}
