extension Rule {
  /// The rule as a sentence, for forms and explanations.
  public var inWords: String {
    let what = methods.isEmpty ? "every call" : methods.joined(separator: " and ")
    var words = [verb, what]
    words += [path.map { "on \($0)" }, host.map { "at \($0)" }].compactMap { $0 }
    if !conditions.isEmpty { words += ["when", conditions.map(\.inWords).joined(separator: " and ")] }
    var sentence = words.joined(separator: " ")
    for limit in limits { sentence += ", \(effect == .allow ? "at most" : "after") \(limit.inWords)" }
    if let expiresAt { sentence += ", until \(expiresAt)" }
    if let approval { sentence += ", \(approval.inWords)" }
    if !redactions.isEmpty {
      sentence += ", removing \(redactions.map(\.description).joined(separator: " and ")) from the body"
    }
    return sentence + "."
  }

  private var verb: String {
    switch effect {
    case .allow: "Allow"
    case .deny: "Deny"
    case .ask: "Ask before"
    case .redact: "Redact"
    }
  }
}

extension Approval {
  var inWords: String {
    let named = approvers.map { $0 == Self.endUser ? "the user whose grant it is" : $0 }
    let who =
      approvers.isEmpty
      ? "whoever holds the admin right"
      : approvers.count == 1 ? named[0] : "\(count) of \(named.joined(separator: ", "))"
    return "answered by \(who) within \(RuleDuration.words(timeoutSeconds))"
  }
}

extension Rule.Limit {
  var inWords: String {
    let calls = "\(Printable.count(count)) call\(count == 1 ? "" : "s")"
    let whose =
      switch subject {
      case .grant: ""
      case .caller: " of each caller"
      case .rule: " of all grants together"
      }
    switch period {
    case .sliding(let seconds): return "\(calls)\(whose) in \(RuleDuration.words(seconds))"
    case .calendar(let unit, let zone): return "\(calls)\(whose) a \(unit.rawValue) (\(zone))"
    case .total: return "\(calls)\(whose) in all"
    }
  }
}

extension Rule.Condition {
  /// `the caller is ci or deploy-*`.
  public var inWords: String {
    let (not, no) = (isNegated ? "not " : "", isNegated)
    switch test {
    case .caller(let names): return "the caller is \(not)\(Self.or(names))"
    case .principal(let names): return "the principal is \(not)\(Self.or(names))"
    case .provider(let names): return "the provider is \(not)\(Self.or(names))"
    case .grant(let names): return "the grant is \(not)\(Self.or(names))"
    case .method(let names): return "the method is \(not)\(Self.or(names))"
    case .query(.any(let names)): return "the query has \(no ? "no" : "a") key \(Self.or(names))"
    case .query(.only(let names)): return "the query has \(no ? "another key than" : "no key but") \(Self.or(names))"
    case .header(.any(let names)): return "there is \(no ? "no" : "a") header \(Self.or(names))"
    case .header(.only(let names)): return "there is \(no ? "another header than" : "no header but") \(Self.or(names))"
    case .size(let comparison, let bytes):
      return "the body is \(not)\(comparison == .above ? "longer" : "shorter") than \(Printable.count(bytes)) bytes"
    case .body(let pointer, .compares(let comparison, let number)):
      return "\(pointer) in the body is \(not)\(comparison == .above ? "above" : "below") \(number)"
    case .body(let pointer, .isOne(let values)):
      return "\(pointer) in the body is \(not)\(Self.or(values.map(\.description)))"
    case .time(let window):
      let days = window.days.count == 7 ? "" : " on \(window.daysText)"
      return "it is \(not)\(window.hoursText)\(days) in \(window.zone)"
    case .address(let ranges): return "the caller's address is \(not)in \(Self.or(ranges.map(\.description)))"
    }
  }

  private static func or(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return "\(names.dropLast().joined(separator: ", ")) or \(last)"
  }
}
