extension Rule {
  /// The rule's text, which reads back as the same rule.
  public var description: String {
    let methods = methods.isEmpty ? "any" : methods.joined(separator: ",")
    var words = [effect.rawValue, methods]
    let place = (host ?? "") + (path ?? "")
    if !place.isEmpty { words.append(place) }
    for (index, condition) in conditions.enumerated() { words += [index == 0 ? "when" : "and", condition.description] }
    words += limits.map(\.spelled)
    if let expiresAt { words += ["until", expiresAt.exact] }
    if let approval {
      if !approval.approvers.isEmpty {
        words.append("by")
        if approval.count != 1 { words += [String(approval.count), "of"] }
        words.append(RuleLexer.spelled(approval.approvers))
      }
      if approval.timeoutSeconds != Approval.usualTimeout {
        words += ["within", RuleDuration.text(approval.timeoutSeconds)]
      }
    }
    if !redactions.isEmpty { words += ["removing", RuleLexer.spelled(redactions.map(\.description))] }
    return words.joined(separator: " ")
  }
}

extension Rule.Condition: CustomStringConvertible {
  public var description: String { (isNegated ? "not " : "") + test.description }
}

extension Rule.Test: CustomStringConvertible {
  public var description: String { "\(word.rawValue) \(value)" }

  private var value: String {
    switch self {
    case .caller(let names), .principal(let names), .provider(let names), .grant(let names),
      .method(let names):
      RuleLexer.spelled(names)
    case .query(let names), .header(let names):
      switch names {
      case .any(let list): RuleLexer.spelled(list)
      case .only(let list): "only \(RuleLexer.spelled(list))"
      }
    case .size(let comparison, let bytes): "\(comparison.rawValue) \(ByteCount.text(bytes))"
    case .body(let pointer, let test):
      switch test {
      case .compares(let comparison, let number):
        "\(RuleLexer.spelled(pointer.description)) \(comparison.rawValue) \(number)"
      case .isOne(let values):
        "\(RuleLexer.spelled(pointer.description)) \(values.count == 1 ? "=" : "in") "
          + values.map(\.description).joined(separator: ",")
      }
    case .time(let window): "\(window.daysText) \(window.hoursText) \(window.zone)"
    case .address(let ranges): ranges.map(\.description).joined(separator: ",")
    }
  }
}

extension Timestamp {
  /// With all its digits where milliseconds do not tell it.
  public var exact: String {
    let rest = microseconds - seconds * 1_000_000
    guard rest % 1000 != 0 else { return description }
    let digits = String(rest)
    return description.dropLast(4) + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
  }
}
