internal import Domain
internal import Screen

extension ApprovalsDialog {
  /// What would be sent, who asks and why; empty on the page of the approvals that hold.
  public func lines(columns: Int) -> [ApprovalLine] {
    guard let call = shownCall else { return [] }
    var lines: [ApprovalLine] = [.blank] + Self.place(call, columns: columns) + [.blank]
    for (name, value) in Self.facts(call) { lines += Self.pair(name, value, columns: columns) }
    lines += [.blank, .rule("Body", note: call.body.summary + (isRaw ? ", raw" : ""))]
    return lines + bodyLines(of: call, columns: columns)
  }

  /// How far it can be scrolled. Where leaving out the empty lines is enough, all of it is in view.
  func mostTop(columns: Int, rows: Int) -> Int {
    let lines = lines(columns: columns)
    let excess = lines.count - max(1, rows)
    return excess <= lines.count { $0 == .blank } ? 0 : excess
  }

  /// Method and URL as one word, so that a long URL begins beside the method.
  private static func place(_ call: ParkedCall, columns: Int) -> [ApprovalLine] {
    let gap = "\u{A0}"
    let text = "\(call.method)\(gap)\(gap)\(call.url)\(call.query.map { "?\($0)" } ?? "")"
    return TextWidth.wrap(Printable.text(text), columns: max(8, columns - 4))
      .map { .call($0.replacing(gap, with: " ")) }
  }

  private static func facts(_ call: ParkedCall) -> [(String, String)] {
    var with = "\(call.grantName), \(call.provider)"
    if call.principal != .system { with += ", for \(call.principal)" }
    var facts = [("with", with), reason(call.reason), ("caller", caller(call.caller))]
    for ask in call.asks {
      facts.append(("rule", "\(ask.decider): \(words(ask))"))
      facts.append(("", given(call.answers, to: ask.approval)))
    }
    for (index, header) in call.headers.enumerated() {
      facts.append((index == 0 ? "headers" : "", "\(header.name): \(header.value)"))
    }
    return facts.filter { !$0.1.isEmpty }
  }

  /// The caller's words; a quotation mark inside cannot seem to end them.
  private static func reason(_ reason: String) -> (String, String) {
    guard !reason.allSatisfy(\.isWhitespace) else { return ("reason", "no reason given") }
    return ("reason given", "“\(reason.map { "“”„".contains($0) ? "\"" : String($0) }.joined())”")
  }

  /// That whoever holds the admin right may answer goes without saying, and the time that is left stands above.
  private static func words(_ ask: Decision.Ask) -> String {
    var rule = ask.rule
    if ask.approval.approvers.isEmpty, ask.approval.count == 1 { rule.approval = nil }
    return rule.inWords
  }

  private static func caller(_ caller: CallerFacts) -> String {
    "\(caller.name), pid \(caller.pid)" + (caller.folder.map { ", in \($0)" } ?? "")
  }

  /// Who has approved and who is still wanted; empty where one approval of anybody is all.
  private static func given(_ answers: [ApprovalAnswer], to approval: Approval) -> String {
    let given = answers.filter { $0.verdict == .approved }.map(\.approver)
      .filter { approval.approvers.isEmpty || approval.approvers.contains($0) }
    guard !given.isEmpty || !approval.approvers.isEmpty || approval.count > 1 else { return "" }
    let missing = approval.missing(among: Set(given))
    let wanted =
      missing.count == 0
      ? "nobody else is wanted"
      : missing.names.isEmpty
        ? "\(missing.count) more wanted" : "still wanted: \(missing.count) of \(missing.names.joined(separator: ", "))"
    return (given.isEmpty ? [] : ["approved by \(given.joined(separator: ", "))"]).appending(wanted).joined(
      separator: "; ")
  }

  static func pair(_ name: String, _ value: String, columns: Int) -> [ApprovalLine] {
    TextWidth.wrap(Printable.text(value), columns: max(8, columns - ApprovalLine.valueColumn - 2)).enumerated()
      .map { .pair($0 == 0 ? name : "", $1) }
  }

  // MARK: The answers

  /// The rows that always stay in view: what can be answered, or what became of the call.
  public func answerLines(in context: DialogContext) -> [ApprovalLine] {
    let columns = context.size.columns
    var problems: [ApprovalLine] = []
    if let problem {
      let text = [problem.message, problem.hint].filter { !$0.isEmpty }.joined(separator: "; ")
      problems = TextWidth.wrap(Printable.text(text), columns: columns - 4).map(ApprovalLine.bad)
    }
    switch (page, phase) {
    case (.passes, _): return problems.isEmpty ? [] : [.rule("", note: "")] + problems
    case (.gone(let call, let progress), _):
      let fate = fate(of: call, progress, in: context)
      let next = calls.isEmpty ? "" : "  Tab goes to \(calls.count == 1 ? "the one that waits" : "those that wait")."
      return [.rule("What became of it", note: "")]
        + TextWidth.wrap(fate + next, columns: columns - 4).map(ApprovalLine.text)
    case (.call(let call), .reading):
      let choices = Self.choices(call, note: "", problems, columns: columns)
      let below = mostTop(columns: columns, rows: context.size.rows - choices.count) - top
      let note = "\(below) more row\(below == 1 ? "" : "s"), ↓ shows \(below == 1 ? "it" : "them")"
      return below > 0 ? Self.choices(call, note: note, problems, columns: columns) : choices
    case (.call(let call), .sending): return Self.choices(call, note: "being signed", problems, columns: columns)
    case (.call, .naming(_, let choice)):
      let key = choice == .once ? "a" : "A"
      return [
        .rule(choice == .once ? "Approve once: as whom?" : "Approve 15 minutes: as whom?", note: ""), .blank,
        .dim("\(key) again sends it; ←→ another name; Esc goes back"),
      ]
    case (.call, .denying):
      return [.rule("Deny", note: ""), .blank, .dim("Enter sends the denial; Esc goes back")]
    }
  }

  private static func choices(
    _ call: ParkedCall, note: String, _ problems: [ApprovalLine], columns: Int
  ) -> [ApprovalLine] {
    [.rule("Your answer", note: note)] + problems
      + key("a", "approve once", "sent at once, then forgotten", columns: columns)
      + key("A", "approve such calls, 15 minutes", coverage(of: call), columns: columns, isNeeded: true)
      + key("d", "deny, with a reason", "the reason goes back to the caller", columns: columns)
      + key("l", "later", "it stays in the queue; the clock runs", columns: columns)
  }

  /// What an approval for a while would let pass.
  private static func coverage(of call: ParkedCall) -> String {
    let path = call.url.firstRange(of: "://").map { call.url[$0.upperBound...].drop { $0 != "/" } } ?? call.url[...]
    let place = "\(call.method) \(path)\(call.query.map { "?\($0)" } ?? "")"
    return (["same caller and grant", Printable.text(place)] + call.shape.boundsInWords).joined(separator: ", ")
  }

  /// The note beside the words where there is room for all of it, else below them, or not at all.
  private static func key(
    _ key: String, _ words: String, _ note: String, columns: Int, isNeeded: Bool = false
  ) -> [ApprovalLine] {
    let used = ApprovalLine.keyColumn + TextWidth.columns(of: words) + 4
    if used + TextWidth.columns(of: note) <= columns { return [.key(key, words, note: note)] }
    guard isNeeded else { return [.key(key, words, note: "")] }
    return [.key(key, words, note: "")]
      + TextWidth.wrap(note, columns: max(8, columns - ApprovalLine.keyColumn - 2)).map { .key("", "", note: $0) }
  }
}

extension Array {
  fileprivate func appending(_ element: Element) -> [Element] { self + [element] }
}
