internal import Domain
internal import TOMLDocuments

extension PolicyDocument {
  /// The file's text, which reads back as the same policy.
  public var text: String {
    var lines = ["name = \(TOMLText.quoted(name))"]
    lines.append(grants.map { "grants = \(TOMLText.list($0))" } ?? "every_grant = true")
    if isStrict { lines.append("strict = true") }
    for rule in rules { lines += ["", "[[rule]]"] + Self.lines(of: rule) }
    for test in tests { lines += ["", "[[test]]"] + Self.lines(of: test) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// In parts where there are conditions, so that each can be found and changed; else in one line.
  private static func lines(of rule: Rule) -> [String] {
    let keys = rule.conditions.map { "\($0.isNegated) \($0.key)" }
    let isInOrder =
      Rule.inFileOrder(rule.conditions) == rule.conditions
      && rule.limits.filter(\.isRate) + rule.limits.filter { !$0.isRate } == rule.limits
    guard !rule.isSimple, isInOrder, Set(keys).count == keys.count || keys.allSatisfy({ $0.hasSuffix(" body") }) else {
      return ["rule = \(TOMLText.quoted(rule.description))"]
    }
    var lines = ["effect = \(TOMLText.quoted(rule.effect.rawValue))"]
    if !rule.methods.isEmpty { lines.append("methods = \(TOMLText.list(rule.methods))") }
    if let host = rule.host { lines.append("host = \(TOMLText.quoted(host))") }
    if let path = rule.path { lines.append("path = \(TOMLText.quoted(path))") }
    lines += conditionLines(rule.conditions.filter { !$0.isNegated }, prefix: "")
    for (key, limits) in [("rate", rule.limits.filter(\.isRate)), ("quota", rule.limits.filter { !$0.isRate })]
    where !limits.isEmpty {
      lines.append("\(key) = \(TOMLText.listOrOne(limits.map(\.valueText)))")
    }
    if let end = rule.expiresAt { lines.append("until = \(TOMLText.quoted(end.exact))") }
    if let approval = rule.approval {
      if !approval.approvers.isEmpty { lines.append("approvers = \(TOMLText.list(approval.approvers))") }
      if approval.count != 1 { lines.append("approvals = \(approval.count)") }
      if approval.timeoutSeconds != Approval.usualTimeout {
        lines.append("wait = \(TOMLText.quoted(RuleDuration.text(approval.timeoutSeconds)))")
      }
    }
    if !rule.redactions.isEmpty { lines.append("remove = \(TOMLText.list(rule.redactions.map(\.description)))") }
    return lines + conditionLines(rule.conditions.filter(\.isNegated), prefix: "not.")
  }

  private static func conditionLines(_ conditions: [Rule.Condition], prefix: String) -> [String] {
    var lines: [String] = []
    for key in Rule.conditionKeys {
      let values = conditions.filter { $0.key == key }.map(\.test.values)
      guard let first = values.first else { continue }
      let isOneEach = ["body", "size", "time"].contains(key)
      lines.append("\(prefix)\(key) = \(isOneEach ? TOMLText.listOrOne(values.flatMap { $0 }) : TOMLText.list(first))")
    }
    return lines
  }

  private static func lines(of test: PolicyTest) -> [String] {
    var lines = [
      "name = \(TOMLText.quoted(test.name))", "expect = \(TOMLText.quoted(test.expected.rawValue))",
      "method = \(TOMLText.quoted(test.method))", "url = \(TOMLText.quoted(test.url))",
      "grant = \(TOMLText.quoted(test.grant))",
    ]
    if test.caller != "test" { lines.append("caller = \(TOMLText.quoted(test.caller))") }
    if let at = test.at { lines.append("at = \(TOMLText.quoted(at.exact))") }
    if let address = test.address { lines.append("address = \(TOMLText.quoted(address.description))") }
    if !test.headers.isEmpty {
      lines.append("headers = \(TOMLText.list(test.headers.map { "\($0.name): \($0.value)" }))")
    }
    if let body = test.body { lines.append("body = \(TOMLText.quoted(body))") }
    return lines
  }
}

extension Rule {
  /// As a file's reader finds them: those that must hold first, each in the order of the keys.
  fileprivate static func inFileOrder(_ conditions: [Condition]) -> [Condition] {
    [false, true].flatMap { isNegated in
      conditionKeys.flatMap { key in conditions.filter { $0.isNegated == isNegated && $0.key == key } }
    }
  }
}

extension Rule.Condition {
  /// The key in a file.
  fileprivate var key: String {
    switch test {
    case .query(.only), .header(.only): "\(test.word.rawValue)_only"
    default: test.word.rawValue
    }
  }
}

/// Values as TOML has them.
enum TOMLText {
  /// With single quotes where that spares escapes.
  static func quoted(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "'" }
    return isPlain && (text.contains("\"") || text.contains("\\")) ? "'\(text)'" : TOMLDocument.quoted(text)
  }

  static func list(_ texts: [String]) -> String { "[\(texts.map(quoted).joined(separator: ", "))]" }

  static func listOrOne(_ texts: [String]) -> String { texts.count == 1 ? quoted(texts[0]) : list(texts) }
}
