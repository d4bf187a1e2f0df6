internal import Domain

/// Reading and writing with the grammar of rules: the text is read as part of a rule that has nothing else.
extension RuleOption {
  /// The part of the rule as it is typed; empty when the rule has none.
  func text(of rule: Rule) -> String {
    if let word {
      guard let condition = rule.conditions.first(where: { $0.test.word == word }) else { return "" }
      return (condition.isNegated ? "not " : "") + condition.test.description.dropFirst(word.rawValue.count + 1)
    }
    switch self {
    case .limit: return Rule(effect: .deny, limits: rule.limits).textBehindTarget
    case .until:
      let time = rule.expiresAt?.exact ?? ""
      // A date alone reads as its midnight.
      return time.hasSuffix("T00:00:00.000Z") ? String(time.prefix(10)) : time
    case .wait:
      let seconds = rule.approval?.timeoutSeconds ?? Approval.usualTimeout
      return seconds == Approval.usualTimeout ? "" : RuleDuration.text(seconds)
    case .approvers:
      let approval = rule.approval.map { Approval(approvers: $0.approvers, count: $0.count) }
      return String(Rule(effect: .ask, approval: approval).textBehindTarget.dropFirst(keyword.count + 1))
    default:
      let part = Rule(effect: .redact, redactions: rule.redactions)
      return String(part.textBehindTarget.dropFirst(keyword.count + 1))
    }
  }

  /// Puts what is typed into the rule; a text that cannot be read leaves the rule as it was.
  func write(_ typed: String, into rule: inout Rule) throws(RuleProblem) {
    let text = Self.tidy(typed)
    let part = text.isEmpty ? Rule(effect: effect) : try read(text)
    switch self {
    case .hours, .address, .caller:
      let index = rule.conditions.firstIndex { $0.test.word == word }
      // In its old place, so that an unchanged rule keeps its text.
      rule.conditions.replaceSubrange(
        index.map { $0..<($0 + 1) } ?? rule.conditions.endIndex..<rule.conditions.endIndex, with: part.conditions)
    case .limit: rule.limits = part.limits
    case .until: rule.expiresAt = part.expiresAt
    case .removing: rule.redactions = part.redactions
    case .approvers:
      rule.approval?.approvers = part.approval?.approvers ?? []
      rule.approval?.count = part.approval?.count ?? 1
    case .wait: rule.approval?.timeoutSeconds = part.approval?.timeoutSeconds ?? Approval.usualTimeout
    }
  }

  /// The rule that has this part only.
  private func read(_ text: String) throws(RuleProblem) -> Rule {
    let rule: Rule
    do { rule = try Rule("\(effect.rawValue) any \(clause(text))") } catch { throw ofField(error) }
    var rest = rule
    switch self {
    case .hours, .address, .caller: rest.conditions = Array(rest.conditions.dropFirst())
    case .limit: rest.limits = []
    case .until: rest.expiresAt = nil
    case .removing: rest.redactions = []
    case .approvers: rest.approval = Approval(timeoutSeconds: rule.approval?.timeoutSeconds ?? 0)
    case .wait: rest.approval?.timeoutSeconds = Approval.usualTimeout
    }
    guard rest == Rule(effect: effect) else {
      throw RuleProblem("\(label.lowercased()): something else stands here too; write it into its own field")
    }
    return rule
  }

  /// The keyword stands beside the field already.
  private func ofField(_ problem: RuleProblem) -> RuleProblem {
    let text = Self.without("\(keyword):", problem.description)
    let example = "write it as \(keyword) "
    return RuleProblem(text.hasPrefix(example) ? "write \(text.dropFirst(example.count))" : text)
  }

  /// As it stands in a rule's text; who types the keyword too is understood as well.
  private func clause(_ text: String) -> String {
    if word != nil {
      let isNegated = text.hasPrefix("not ")
      let values = Self.without(keyword, isNegated ? Self.tidy(String(text.dropFirst(4))) : text)
      return "when \(isNegated ? "not " : "")\(keyword) \(values)"
    }
    guard self == .limit else { return "\(keyword) \(Self.without(keyword, text))" }
    let words = text.split(separator: " ")
    if words.first == "rate" || words.first == "quota" { return text }
    let unit = words.first?.split(separator: "/").last.map(String.init) ?? ""
    return "\(unit == "total" || Rule.Limit.Unit(rawValue: unit) != nil ? "quota" : "rate") \(text)"
  }

  private static func without(_ keyword: String, _ text: String) -> String {
    text.hasPrefix(keyword + " ") ? String(text.dropFirst(keyword.count + 1)) : text
  }

  /// Without blanks at the ends and behind commas, which people type in lists.
  private static func tidy(_ text: String) -> String {
    let trimmed = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
    let line = String(trimmed)
    return line.contains("\"") ? line : line.replacing(", ", with: ",")
  }

  /// An effect whose rules have it.
  private var effect: Rule.Effect {
    switch self {
    case .removing: .redact
    case .approvers, .wait: .ask
    default: .deny
    }
  }

  private var keyword: String {
    switch self {
    case .removing: "removing"
    case .approvers: "by"
    case .wait: "within"
    case .until: "until"
    default: word?.rawValue ?? ""
    }
  }
}
