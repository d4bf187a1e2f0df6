internal import Domain
internal import PortalModel
internal import Screen

/// How many calls turn from one verdict to another, and whose they are.
struct ReplayTable {
  let columns: Int
  /// Columns of the bars; they give way first.
  private var barWidth: Int { columns >= 96 ? 18 : columns >= 76 ? 10 : 6 }
  private static let nowColumn = 11
  private static let callsEnd = 28
  private static let barColumn = 32
  private var whoColumn: Int { Self.barColumn + barWidth + 9 }

  func lines(_ state: ReplayDialog) -> [PanelLine] {
    let report = state.report
    var lines: [PanelLine] = []
    if !state.turns.ids.isEmpty {
      let share = barWidth < 14 ? "" : "of the changes"
      lines.append(dim("then", "now", "calls", share, "who"))
    }
    for turn in state.turns.ids {
      var line = row(turn, report)
      if turn == state.turns.selected { line.mark(isFocused: state.group == .turns, columns: columns) }
      lines.append(line)
    }
    lines.append(dim("", "same", Printable.count(report.unchanged)))
    if report.notReplayableCalls > 0 {
      lines.append(dim("", "cannot tell", Printable.count(report.notReplayableCalls), "", "missing: \(state.missing)"))
    }
    if report.withoutGrant > 0 { lines.append(dim("", "grant gone", Printable.count(report.withoutGrant))) }
    return lines
  }

  private func row(_ turn: ReplayReport.Turn, _ report: ReplayReport) -> PanelLine {
    let calls = report.turns[turn] ?? 0
    let share = Double(calls) / Double(max(1, report.changed))
    let filled = String(repeating: "█", count: max(1, Int((share * Double(barWidth)).rounded())))
    let percent = share < 0.005 ? "<1 %" : "\(Int((share * 100).rounded())) %"
    let who = report.callers(of: turn).map { "\(Printable.text($0.name, limit: 40)) \(Printable.count($0.calls))" }
    return PanelLine(
      pieces: [
        PanelLine.Piece(text: turn.before.rawValue, column: PanelLine.textColumn),
        PanelLine.Piece(text: turn.after.rawValue, style: turn.after.style, column: Self.nowColumn),
        number(Printable.count(calls), end: Self.callsEnd, .text),
        PanelLine.Piece(text: filled, style: Style(.accent), column: Self.barColumn),
        number(percent, end: whoColumn - 3, .text),
      ] + note(who.joined(separator: "   "), .text))
  }

  private func dim(
    _ before: String, _ now: String, _ calls: String, _ share: String = "", _ who: String = ""
  ) -> PanelLine {
    PanelLine(
      pieces: [
        PanelLine.Piece(text: before, style: .dim, column: PanelLine.textColumn),
        PanelLine.Piece(text: now, style: .dim, column: Self.nowColumn),
        number(calls, end: Self.callsEnd, .dim),
        PanelLine.Piece(text: share, style: .dim, column: Self.barColumn),
      ] + note(who, .dim))
  }

  private func number(_ text: String, end: Int, _ style: Style) -> PanelLine.Piece {
    PanelLine.Piece(text: text, style: style, column: end - TextWidth.columns(of: text))
  }

  /// On the right, where there is room for it.
  private func note(_ text: String, _ style: Style) -> [PanelLine.Piece] {
    let room = columns - whoColumn - 2
    if room < 12 { return [] }
    return [PanelLine.Piece(text: TextWidth.shortened(text, columns: room), style: style, column: whoColumn)]
  }
}

extension Decision.Verdict {
  /// The colour of the result word.
  var style: Style {
    switch self {
    case .allow: Style(.good, bold: true)
    case .ask: Style(.warn, bold: true)
    case .deny: Style(.bad, bold: true)
    }
  }
}

extension PanelLine {
  /// The selected row of a list: with the bar where the list has the focus, else with its mark alone.
  mutating func mark(isFocused: Bool, columns: Int) {
    if isFocused {
      bar = Bar(column: Self.textColumn - 1, columns: columns - 2)
    } else {
      pieces.append(Piece(text: "▌", style: Style(.accent), column: Self.textColumn - 1))
    }
  }
}
