extension Rule {
  /// Reads the form in which rules are printed and typed:
  ///
  ///     EFFECT METHOD[,METHOD]|any [HOST][/PATH] [when CONDITION [and CONDITION]…] [rate N/1h [per caller]]
  ///       [quota N/month [ZONE]] [until TIME] [by [N of] NAME,…] [within 15m] [removing /POINTER,…]
  public init(_ text: String) throws(RuleProblem) {
    let words = try RuleLexer.words(text)
    let head = words.prefix { $0.bare.map { !RuleLexer.clauses.contains($0) } ?? true }
    guard (2...3).contains(head.count) else {
      throw RuleProblem(
        head.count > 3
          ? "\(head[3].shown): behind method and path write when, rate, quota, until, by, within or removing"
          : "write a rule as: deny DELETE,PUT api.example.com/v1/customers/*")
    }
    guard let effect = Effect(rawValue: (head[0].bare ?? "").lowercased()) else {
      throw RuleProblem("\(head[0].shown): a rule begins with allow, deny, ask or redact")
    }
    let listed = head[1].items.map { $0.text.uppercased() }
    var host: String?
    var path: String?
    if head.count == 3 {
      guard let target = head[2].bareWithCommas else { throw RuleProblem("\(head[2].shown): write host and path bare") }
      if target != "/**", target != "*" {
        let slash = target.firstIndex(of: "/") ?? target.endIndex
        host = slash == target.startIndex ? nil : target[..<slash].lowercased()
        path = slash == target.endIndex ? nil : String(target[slash...])
      }
    }
    self.init(effect: effect, methods: listed == ["ANY"] || listed == ["*"] ? [] : listed, host: host, path: path)
    var rest = words[head.count...]
    var seen: Set<String> = []
    while let keyword = rest.popFirst()?.bare {
      let arguments = rest.prefix { $0.bare.map { !RuleLexer.clauses.contains($0) } ?? true }
      rest = rest.dropFirst(arguments.count)
      let isRepeatable = ["and", "rate", "quota"].contains(keyword)
      guard isRepeatable || seen.insert(keyword).inserted else { throw RuleProblem("\(keyword) stands there twice") }
      guard keyword != "and" || seen.contains("when") else { throw RuleProblem("and: begin the conditions with when") }
      try add(keyword, Array(arguments))
    }
    if let problem { throw RuleProblem(problem) }
  }

  private mutating func add(_ keyword: String, _ arguments: [RuleLexer.Word]) throws(RuleProblem) {
    switch keyword {
    case "when", "and": conditions.append(try Condition(arguments))
    case "rate", "quota": limits.append(try Limit(keyword, arguments))
    case "until":
      guard arguments.count == 1, let time = arguments[0].bare.flatMap({ Timestamp($0) }) else {
        throw RuleProblem("until: write a time as 2027-01-31 or 2027-01-31T08:00:00Z")
      }
      expiresAt = time
    case "by":
      var approval = approval ?? Approval()
      var names = arguments
      if names.count == 3, names[1].bare == "of", let count = names[0].bare.flatMap({ Int($0) }) {
        approval.count = count
        names.removeFirst(2)
      }
      guard names.count == 1 else { throw RuleProblem("by: write the approvers as alice,bob or 2 of alice,bob") }
      approval.approvers = names[0].items.map(\.text)
      self.approval = approval
    case "within":
      guard arguments.count == 1, let seconds = arguments[0].bare.flatMap(RuleDuration.seconds) else {
        throw RuleProblem("within: write how long a call waits as 90s, 15m or 1h")
      }
      var approval = approval ?? Approval()
      approval.timeoutSeconds = seconds
      self.approval = approval
    default:
      guard arguments.count == 1 else { throw RuleProblem("removing: write pointers as /card/number,/email") }
      for item in arguments[0].items { redactions.append(try JSONPointer(ruleText: item.text)) }
    }
  }
}

extension JSONPointer {
  init(ruleText text: String) throws(RuleProblem) {
    guard let pointer = JSONPointer(text) else {
      throw RuleProblem(
        "\(Printable.text(text, limit: 60)) is no JSON pointer; write /field, /list/0/field or /list/*/field")
    }
    self = pointer
  }
}

extension RuleLexer.Word {
  /// The word where no part of it is quoted; a comma is part of it.
  fileprivate var bareWithCommas: String? {
    items.contains(where: \.isQuoted) ? nil : items.map(\.text).joined(separator: ",")
  }
}
