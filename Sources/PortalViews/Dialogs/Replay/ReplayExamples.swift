internal import Domain
internal import PortalModel
internal import Screen

/// The newest calls of the selected turn, and why each would be decided otherwise.
struct ReplayExamples {
  let columns: Int
  private static let callerColumn = 16
  private static let methodColumn = 31
  private static let whereColumn = 39
  private var isWide: Bool { columns >= 96 }
  private var whereWidth: Int { isWide ? (columns - Self.whereColumn - 4) / 2 : columns - Self.whereColumn - 2 }

  /// - Parameter rows: how many lines it may take.
  func lines(_ state: ReplayDialog, rows: Int) -> [PanelLine] {
    guard let turn = state.turns.selected else { return [] }
    let count = state.report.turns[turn] ?? 0
    let known = state.shownExamples.count
    let calls = "\(Printable.count(count)) call\(count == 1 ? "" : "s")"
    let news = known < count ? "\(calls), the newest \(known)" : "\(calls), newest first"
    var lines = [PanelLine.rule("\(turn.before.rawValue), now \(turn.after.rawValue)", note: news)]
    // Where there is room the table above names the callers.
    if !isWide { lines += tallies("by", state.report.callers(of: turn)) }
    lines += tallies("with", state.report.grants(of: turn))
    lines.append(row("when", "caller", "method", "where", "because", style: .dim))
    var because: [PanelLine] = []
    let isWhole = isWide && state.group != .examples
    if !isWhole, let selected = state.shownExamples.first(where: { $0.sequence == state.examples.selected }) {
      because = PanelLine.wrapped("Because", reason(selected, state), columns: columns)
    }
    let window = state.examples.window(rows: max(2, rows - lines.count - because.count))
    for index in window {
      var line = row(state.shownExamples[index], state)
      if index == state.examples.index { line.mark(isFocused: state.group == .examples, columns: columns) }
      lines.append(line)
    }
    return lines + because
  }

  private func tallies(_ name: String, _ tallies: [ReplayReport.Tally]) -> [PanelLine] {
    let texts = tallies.map { "\(Printable.text($0.name, limit: 40)) \(Printable.count($0.calls))" }
    let room = columns - PanelLine.valueColumn - 2
    return [.pair(name, TextWidth.shortened(texts.joined(separator: "   "), columns: room))]
  }

  private func row(_ example: ReplayReport.Example, _ state: ReplayDialog) -> PanelLine {
    let call = example.call
    return row(
      Moment.short(example.time, now: state.now), Printable.text(call.caller, limit: 64), call.method,
      Printable.text(isWide ? call.host + call.path : call.path, limit: 400), reason(example, state))
  }

  private func row(
    _ time: String, _ caller: String, _ method: String, _ place: String, _ because: String, style: Style = .text
  ) -> PanelLine {
    var line = PanelLine()
    func add(_ text: String, _ column: Int, _ width: Int) {
      line.pieces.append(
        PanelLine.Piece(text: TextWidth.shortened(text, columns: width), style: style, column: column, width: width))
    }
    add(time, PanelLine.textColumn, 13)
    add(caller, Self.callerColumn, 14)
    add(method, Self.methodColumn, 7)
    add(place, Self.whereColumn, whereWidth)
    if isWide { add(because, Self.whereColumn + whereWidth + 2, whereWidth) }
    return line
  }

  /// Short: without the draft's own name, which stands in the title.
  private func reason(_ example: ReplayReport.Example, _ state: ReplayDialog) -> String {
    switch example.decider {
    case .noAllowRule: return "no allow rule matches"
    case .rule(state.draft.name, _, let number):
      let rule = example.reason.firstRange(of: "rule \(number)")
      return Printable.text(rule.map { String(example.reason[$0.lowerBound...]) } ?? example.reason)
    default: return Printable.text(example.reason)
    }
  }
}
