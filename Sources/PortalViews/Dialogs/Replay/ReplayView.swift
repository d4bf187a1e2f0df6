internal import Domain
internal import PortalModel
internal import Screen

/// A draft's rules in words, what they would have changed of real calls, and what that means.
enum ReplayView {
  static func body(_ state: ReplayDialog, columns: Int, rows: Int) -> DialogBody {
    var lines: [PanelLine] = [.empty]
    lines += rules(state.draft, columns: columns, rows: rows)
    lines.append(.pair("Calls of", choice(state.range)))
    if state.isReading { lines += progress(state.progress, columns: columns) }
    if case .failed(let failure) = state.phase { lines += DialogViews.failure(failure, columns: columns) }
    if state.report.calls > 0 {
      lines.append(.rule("What would change", note: news(state)))
      lines += ReplayTable(columns: columns).lines(state)
    }
    var end = meaning(state, columns: columns)
    end += DialogViews.failure(state.problem, columns: columns)
    let footer = state.isReading ? [] : buttons(state, columns: columns)
    // What is around the examples stays whole; they take the rows that are left.
    let room = rows - lines.count - end.count - footer.count
    lines += ReplayExamples(columns: columns).lines(state, rows: max(6, min(room, 40)))
    // With the buttons in focus nothing else follows it, so that the end can be read too.
    let top: Int? = state.group == .buttons && !state.isReading ? .max : nil
    return DialogBody(lines: lines + end, footer: footer, top: top)
  }

  /// The rules as one text of a few lines.
  private static func rules(_ draft: PolicyDraft, columns: Int, rows: Int) -> [PanelLine] {
    let isClosed = draft.isStrict || draft.rules.contains { $0.effect == .allow }
    let closing = isClosed ? ["Everything that no allow rule matches is denied."] : []
    let text = (draft.rules.map(\.inWords) + closing).joined(separator: " ")
    let lines = TextWidth.wrap(Printable.text(text), columns: columns - 4)
    let most = max(2, min(6, rows / 6))
    guard lines.count > most else { return lines.map { .text($0) } }
    return lines.prefix(most - 1).map { .text($0) }
      + [.text(TextWidth.shortened(lines[most - 1], columns: columns - 6) + " …")]
  }

  private static func choice(_ range: ReplayRange) -> String {
    ReplayRange.allCases.map { $0 == range ? "[\($0.word)]" : $0.word }.joined(separator: "  ")
  }

  private static func progress(_ progress: ReplayProgress?, columns: Int) -> [PanelLine] {
    guard let progress else { return [.rule("Reading the log")] }
    let percent = progress.done * 100 / max(1, progress.total)
    let width = max(10, min(60, columns - 14))
    let events = "\(Printable.count(progress.done)) of \(Printable.count(progress.total)) events"
    return [
      .rule("Reading the log", note: events),
      .text("\(bar(progress.done, of: progress.total, columns: width))  \(percent) %"),
    ]
  }

  /// `████████░░░░`.
  private static func bar(_ part: Int64, of whole: Int64, columns: Int) -> String {
    let filled = Int(min(part, whole) * Int64(columns) / max(1, whole))
    return String(repeating: "█", count: filled) + String(repeating: "░", count: columns - filled)
  }

  private static func news(_ state: ReplayDialog) -> String {
    let calls = "\(Printable.count(state.report.calls)) call\(state.report.calls == 1 ? "" : "s") read"
    if case .read(let milliseconds) = state.phase {
      return "\(calls) in \(Printable.duration(milliseconds: milliseconds))"
    }
    return calls
  }

  private static func meaning(_ state: ReplayDialog, columns: Int) -> [PanelLine] {
    switch state.phase {
    case .reading, .failed: []
    case .stopped, .read: [.rule("What it means")] + PanelLine.wrapped("", state.meaning, columns: columns)
    }
  }

  private static func buttons(_ state: ReplayDialog, columns: Int) -> [PanelLine] {
    PanelLine.buttons(of: state.buttons, columns: columns).map { line in
      var line = line
      if state.group != .buttons { line.bar = nil }
      return line
    }
  }
}
