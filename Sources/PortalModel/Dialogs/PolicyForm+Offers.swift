internal import Domain

/// What → writes at the end of an option, so that nobody has to know the grammar by heart.
extension PolicyForm {
  static func examples(for scope: Policy.Scope, in context: DialogContext) -> [RuleOption: String] {
    let usage = (context.overview?.grants ?? []).filter { scope.covers($0.grant.id) }.flatMap(\.usage)
    var examples: [RuleOption: String] = [
      .hours: "Mon-Fri 09:00-17:00 \(context.zone)", .limit: "rate 10/1h", .address: "127.0.0.1", .wait: "15m",
      .until: String(context.now.adding(seconds: 30 * 86_400).description.prefix(10)),
    ]
    if let caller = usage.max(by: { $0.calls < $1.calls })?.caller {
      examples[.caller] = String(Rule.Test.caller([caller]).description.dropFirst("caller ".count))
    }
    return examples
  }

  /// What may be written behind the text of the focused option; nil when nothing is offered.
  var offer: String? {
    guard case .field(let id) = form.focus, let (part, row) = Self.place(id), let option = RuleOption(rawValue: part),
      case .text(let input) = form[id]?.value, input.cursor == input.text.count
    else { return nil }
    guard input.isEmpty else { return option == .hours ? zoneOffer(behind: input.text) : nil }
    guard let example = examples[option] else { return nil }
    // Who denies, or asks, mostly means the other hours.
    return option == .hours && [.deny, .ask].contains(rule(row).effect) ? "not \(example)" : example
  }

  /// The machine's zone behind hours that have none, since they would be read as UTC.
  private func zoneOffer(behind text: String) -> String? {
    var rule = Rule(effect: .deny)
    guard zone != "UTC", !text.contains("UTC"), (try? RuleOption.hours.write(text, into: &rule)) != nil,
      rule.zones == ["UTC"]
    else { return nil }
    return text.last == " " ? zone : " \(zone)"
  }

  /// - Returns: whether there was something to take.
  mutating func takeOffer() -> Bool {
    guard let offer, case .field(let id) = form.focus, let (_, row) = Self.place(id) else { return false }
    form.setText(id, form.text(id) + offer)
    form.markEdited()
    read(row)
    return true
  }
}
