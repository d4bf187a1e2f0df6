internal import Domain

/// A part of a rule that has a field of its own below the rule's cells. It is typed as in the rule's text.
public enum RuleOption: String, CaseIterable, Sendable {
  case removing, approvers, wait, hours, limit, address, caller, until

  var label: String {
    switch self {
    case .removing: "Removing"
    case .approvers: "Approvers"
    case .wait: "Waits"
    case .hours: "Hours"
    case .limit: "Limit"
    case .address: "Address"
    case .caller: "Caller"
    case .until: "Until"
    }
  }

  /// What holds while nothing is typed.
  var whenEmpty: String {
    switch self {
    case .removing: "as /card/number,/email"
    case .approvers: "whoever holds the admin right"
    case .wait: "\(RuleDuration.text(Approval.usualTimeout)), then it is denied"
    case .hours: "at any time"
    case .limit: "any number of calls"
    case .address: "from anywhere"
    case .caller: "every caller"
    case .until: "for good"
    }
  }

  /// Whether rules of the effect have it.
  func applies(to effect: Rule.Effect) -> Bool {
    switch self {
    case .removing: effect == .redact
    case .approvers, .wait: effect == .ask
    default: true
    }
  }

  /// The condition that the field holds: the rule's first one of that word.
  var word: Rule.Word? {
    switch self {
    case .hours: .time
    case .address: .address
    case .caller: .caller
    default: nil
    }
  }
}

extension Rule {
  /// The conditions that no field of the form holds.
  var conditionsWithoutField: [Condition] {
    var rest = conditions
    for word in RuleOption.allCases.compactMap(\.word) {
      if let index = rest.firstIndex(where: { $0.test.word == word }) { rest.remove(at: index) }
    }
    return rest
  }

  /// What stands behind method, host and path in the rule's text.
  var textBehindTarget: String {
    let head = Rule(effect: effect, methods: methods, host: host, path: path).description
    return String(description.dropFirst(head.count + 1))
  }
}
