extension Rule.Limit {
  /// Reads what stands behind `rate` (`10/1h [per caller]`) or `quota` (`1000/month [ZONE] [per rule]`, `500/total`).
  init(_ keyword: String, _ words: [RuleLexer.Word]) throws(RuleProblem) {
    let example = keyword == "rate" ? "rate 10/1h" : "quota 1000/month Europe/Berlin"
    let problem = RuleProblem("\(keyword): write it as \(example), with per grant, per caller or per rule behind it")
    var rest = words.map { $0.bare ?? "" }[...]
    guard let first = rest.popFirst() else { throw problem }
    self = try Self(keyword, first, problem)
    if case .calendar(let unit, _) = period, let zone = rest.first, zone != "per" {
      guard ZoneSource.isName(zone) else { throw problem }
      period = .calendar(unit, zone: zone)
      rest = rest.dropFirst()
    }
    if rest.first == "per" {
      guard let subject = rest.dropFirst().first.flatMap(Subject.init) else { throw problem }
      self.subject = subject
      rest = rest.dropFirst(2)
    }
    guard rest.isEmpty else { throw problem }
  }

  /// `10/1h` or `1000/month`.
  init(_ keyword: String, _ text: String, _ problem: RuleProblem) throws(RuleProblem) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts[0].utf8.allSatisfy(\.isDigit), let count = Int64(parts[0]) else { throw problem }
    if keyword == "rate" {
      guard let seconds = RuleDuration.seconds(parts[1]) else { throw problem }
      self.init(count: count, period: .sliding(seconds: seconds))
    } else if parts[1] == "total" {
      self.init(count: count, period: .total)
    } else {
      guard let unit = Unit(rawValue: parts[1]) else { throw problem }
      self.init(count: count, period: .calendar(unit, zone: "UTC"))
    }
  }

  var spelled: String {
    let per = subject == .grant ? "" : " per \(subject.rawValue)"
    switch period {
    case .sliding(let seconds): return "rate \(count)/\(RuleDuration.text(seconds))\(per)"
    case .calendar(let unit, let zone):
      return "quota \(count)/\(unit.rawValue)\(zone == "UTC" ? "" : " \(zone)")\(per)"
    case .total: return "quota \(count)/total\(per)"
    }
  }
}
