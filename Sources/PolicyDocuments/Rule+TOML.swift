internal import Domain
internal import TOMLDocuments

extension Rule {
  private static let keys = [
    "rule", "effect", "methods", "host", "path", "rate", "quota", "until", "approvers", "approvals", "wait", "remove",
    "not",
  ]
  static let conditionKeys = Word.allCases.map(\.rawValue) + ["query_only", "header_only"]

  /// A `[[rule]]`: one line under `rule`, or its parts.
  init(_ section: TOMLSection) throws(TOMLProblem) {
    try section.refuseUnknownKeys(known: Self.keys + Self.conditionKeys)
    if section.has("rule") {
      if let other = section.keys.first(where: { $0 != "rule" }) {
        throw section.problem(
          other, "\"rule\" is the whole rule", mend: "write it into the line, or leave \"rule\" out")
      }
      let text = try section.string("rule")
      self = try section.reading("rule") { () throws(RuleProblem) in try Rule(text) }
      return
    }
    let word = try section.string("effect")
    guard let effect = Effect(rawValue: word) else {
      let known = Effect.allCases.map(\.rawValue)
      throw section.problem(
        "effect", "\"\(Printable.text(word, limit: 40))\" is no effect",
        mend: Nearest.match(word, in: known).map { "did you mean \"\($0)\"?" }
          ?? "write \(known.joined(separator: ", "))")
    }
    self.init(
      effect: effect, methods: try section.list("methods").map { $0.uppercased() },
      host: try section.optionalString("host"), path: try section.optionalString("path"))
    if methods == ["ANY"] { methods = [] }
    for key in Self.conditionKeys { conditions += try section.conditions(key, isNegated: false) }
    if let not = try section.optionalSection("not") {
      try not.refuseUnknownKeys(known: Self.conditionKeys)
      for key in Self.conditionKeys { conditions += try not.conditions(key, isNegated: true) }
    }
    for key in ["rate", "quota"] {
      for text in try section.list(key) {
        limits.append(try section.reading(key) { () throws(RuleProblem) in try Limit(key, text: text) })
      }
    }
    if let text = try section.optionalString("until") {
      guard let time = Timestamp(text) else {
        throw section.problem("until", "this is no time", mend: "write \"2027-01-31\" or \"2027-01-31T08:00:00Z\"")
      }
      expiresAt = time
    }
    try readApproval(section)
    for text in try section.list("remove") {
      guard let pointer = JSONPointer(text) else {
        throw section.problem(
          "remove", "\(Printable.text(text, limit: 60)) is no JSON pointer", mend: "write /card/number")
      }
      redactions.append(pointer)
    }
    if let problem { throw section.problem(section.key(for: problem, of: self), problem) }
  }

  private mutating func readApproval(_ section: TOMLSection) throws(TOMLProblem) {
    let approvers = try section.list("approvers")
    let (count, wait) = (try section.optionalInteger("approvals"), try section.optionalString("wait"))
    guard !approvers.isEmpty || count != nil || wait != nil else { return }
    var seconds = Approval.usualTimeout
    if let wait {
      guard let read = RuleDuration.seconds(wait) else {
        throw section.problem("wait", "this is no duration", mend: "write \"90s\", \"15m\" or \"1h\"")
      }
      seconds = read
    }
    approval = Approval(approvers: approvers, count: count ?? 1, timeoutSeconds: seconds)
  }
}

extension TOMLSection {
  /// One text or a list of texts; empty when the key is missing.
  func list(_ key: String) throws(TOMLProblem) -> [String] {
    if isList(key) { return try strings(key) }
    return try optionalString(key).map { [$0] } ?? []
  }

  func reading<Value>(_ key: String, _ read: () throws(RuleProblem) -> Value) throws(TOMLProblem) -> Value {
    do { return try read() } catch { throw problem(key, error.description) }
  }

  /// The conditions of a key: names are one condition, several texts of `body`, `size` or `time` one each.
  func conditions(_ key: String, isNegated: Bool) throws(TOMLProblem) -> [Rule.Condition] {
    let texts = try list(key)
    guard !texts.isEmpty else {
      if has(key) { throw problem(key, "\"\(key)\" is empty", mend: "name at least one, or leave it out") }
      return []
    }
    let isOnly = key.hasSuffix("_only")
    guard let word = Rule.Word(rawValue: isOnly ? String(key.dropLast(5)) : key) else { return [] }
    let tests: [Rule.Test] = try reading(key) { () throws(RuleProblem) in
      switch word {
      case .body, .size, .time:
        var tests: [Rule.Test] = []
        for text in texts { tests.append(try Rule.Test(word, text: text)) }
        return tests
      default: return [try Rule.Test(word, names: texts, isOnly: isOnly)]
      }
    }
    return tests.map { Rule.Condition($0, isNegated: isNegated) }
  }

  /// The key that a problem of the whole rule is about, as far as it can be told.
  func key(for problem: String, of rule: Rule) -> String? {
    let probes: [(String, Rule)] = [
      ("methods", Rule(effect: .deny, methods: rule.methods)), ("host", Rule(effect: .deny, host: rule.host)),
      ("path", Rule(effect: .deny, path: rule.path)), ("rate", Rule(effect: .deny, limits: rule.limits)),
    ]
    if let found = probes.first(where: { $0.1.problem == problem })?.0 { return found }
    for condition in rule.conditions where Rule(effect: .deny, conditions: [condition]).problem == problem {
      return condition.test.word.rawValue
    }
    return ["remove", "approvers", "approvals", "wait", "effect"].first { has($0) }
  }
}
