internal import Domain
internal import Screen

extension ReplayDialog {
  var title: String { "Replay" }
  var note: String { "draft of \(draft.name)    \(range.inWords)" }
  var message: String? { "Nothing is saved yet." }
  var sameAs: String? { "gatehouse policy replay draft.toml --since \(range.option)" }
  var isDirty: Bool { form.isDirty }

  var bindings: [KeyBinding] {
    guard !isReading else { return [KeyBinding(.escape, "stop", "Stop; what was read stays"), rangeBinding] }
    return [first].compactMap(\.self) + [
      KeyBinding(.tab, "next group", "Go to the next group: changes, examples, buttons"),
      KeyBinding(.character("s"), "save", "Save the policy"), rangeBinding,
      KeyBinding(.escape, "edit", "Back to the form, which is as it was"),
    ]
  }

  /// What Enter does.
  private var first: KeyBinding? {
    switch group {
    case .turns: KeyBinding(.enter, "examples", "Go to the calls of the selected change")
    case .examples: KeyBinding(.enter, "its audit row", "Show the call in the log, and explain it")
    case .buttons: buttons.focusedButton.map { KeyBinding(.enter, $0.hint, "Do what the focused button says") }
    }
  }

  private var rangeBinding: KeyBinding {
    KeyBinding(
      ReplayRange.allCases.map { .character($0.key) }, "days, all", "Replay the calls of 7, 30 or 90 days, or all",
      shownAs: ReplayRange.allCases.map { String($0.key) }.joined(separator: " "))
  }

  /// What the numbers come to.
  public var meaning: String {
    var sentences: [String] = []
    if phase == .stopped {
      guard let progress else { return "Stopped before anything was read." }
      let (done, total) = (Printable.count(progress.done), Printable.count(progress.total))
      sentences.append("Stopped: only the oldest \(done) of \(total) events were read.")
    }
    if report.calls == 0 {
      sentences.append("No call was made in that time, so nothing can be said of it.")
    } else if report.changed == 0 {
      sentences.append("No call of \(range.inWords) would be decided otherwise.")
    } else {
      sentences.append(turns.ids.map(consequence).joined(separator: "; ") + ".")
    }
    if report.notReplayableCalls > 0 {
      let words = report.notReplayable.keys.sorted().joined(separator: ", ")
      sentences.append("\(calls(report.notReplayableCalls)) cannot be told: the log does not hold their \(words).")
    }
    return sentences.joined(separator: " ")
  }

  /// `body 118, header 2`.
  public var missing: String {
    report.notReplayable.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key) \(Printable.count($0.value))" }.joined(separator: ", ")
  }

  private func consequence(_ turn: ReplayReport.Turn) -> String {
    let calls = calls(report.turns[turn] ?? 0)
    switch (turn.before, turn.after) {
    case (.allow, .deny): return "\(calls) that passed would be denied: \(names(of: turn)) would fail"
    case (.allow, .ask): return "\(calls) that passed would wait for an approval"
    case (.ask, .deny): return "\(calls) that wanted an approval would be denied"
    case (.deny, .ask): return "\(calls) that got denied would wait for an approval"
    case (.ask, .allow): return "\(calls) would pass without an approval"
    default: return "\(calls) that got denied would pass"
    }
  }

  private func names(of turn: ReplayReport.Turn) -> String {
    let callers = report.callers(of: turn).map { Printable.text($0.name, limit: 40) }
    switch callers.count {
    case 1, 2: return callers.joined(separator: " and ")
    default: return "\(callers.prefix(2).joined(separator: ", ")) and \(callers.count - 2) more"
    }
  }

  private func calls(_ count: Int) -> String { "\(Printable.count(count)) call\(count == 1 ? "" : "s")" }
}
