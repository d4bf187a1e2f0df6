internal import Domain
internal import PortalModel
internal import Screen

/// A credential's test line by line, and the grant_id at its end.
enum TestResultView {
  static func body(_ state: TestResult, columns: Int) -> DialogBody {
    var lines: [PanelLine] = [.empty]
    lines += headline(state, columns: columns)
    lines.append(.empty)
    lines += state.steps.flatMap { step($0, columns: columns) }
    if case .testing = state.phase, state.steps.isEmpty { lines.append(.text("Testing…", .dim)) }
    if !state.steps.isEmpty { lines.append(.empty) }
    if case .stored(let stored?) = state.phase { lines += use(stored, state, columns: columns) }
    if case .failed(let failure) = state.phase { lines += DialogViews.failure(failure, columns: columns).dropFirst() }
    let buttons = state.form.buttons.isEmpty ? [] : PanelLine.buttons(of: state.form, columns: columns)
    // Where there are more lines than rows, what came last matters most: the newest step, the grant_id.
    return DialogBody(lines: lines, footer: buttons, top: .max)
  }

  private static func headline(_ state: TestResult, columns: Int) -> [PanelLine] {
    let text: String
    switch state.phase {
    case .testing: text = "The provider is asked whether it accepts the value."
    case .accepted: text = state.report?.summary ?? "Accepted."
    case .storing: text = state.report?.summary ?? "Storing without a test."
    case .unreachable:
      let news =
        state.isStoredBefore
        ? "Nothing is known about the value." : "Nothing is known about the value, and nothing is stored."
      text = "\(state.report?.summary ?? "No answer.") \(news)"
    case .refused: text = state.report?.summary ?? "Refused."
    case .failed: text = state.isStoredBefore ? "Not tested." : "Not stored."
    case .stored: text = state.report?.summary ?? "Stored without a test."
    }
    return PanelLine.wrapped("", Printable.text(text), columns: columns)
  }

  /// `answer  200 OK, application/json, 311 bytes  good  141 ms`.
  private static func step(_ step: TestStep, columns: Int) -> [PanelLine] {
    let name = step.name == .outcome ? "audit" : step.name.rawValue
    let room = columns - PanelLine.valueColumn - 19
    let parts = TextWidth.wrap(Printable.text(step.text), columns: max(16, room))
    return parts.enumerated().map { index, part in
      var line = PanelLine.pair(index == 0 ? name : "", part)
      guard index == 0 else { return line }
      line.pieces.append(
        PanelLine.Piece(
          text: TextWidth.padded(step.result.rawValue, columns: 7), style: Style(role(step.result), bold: true),
          column: 8, isRight: true))
      line.pieces.append(
        PanelLine.Piece(text: duration(step.microseconds), style: .dim, column: 0, isRight: true))
      return line
    }
  }

  private static func role(_ result: TestStep.Result) -> Role {
    switch result {
    case .allow, .done, .good: .good
    case .refused, .failed: .bad
    }
  }

  /// `0.1 ms` where it is short, `141 ms` where it is not.
  private static func duration(_ microseconds: Int64) -> String {
    microseconds < 10_000
      ? "\(microseconds / 1000).\(microseconds % 1000 / 100) ms"
      : Printable.duration(milliseconds: microseconds / 1000)
  }

  private static func use(_ stored: StoredSecret, _ state: TestResult, columns: Int) -> [PanelLine] {
    var lines: [PanelLine] = [.rule("Use it"), .empty]
    lines.append(.pair("grant_id", stored.grant.id.description, note: "y copies it"))
    lines.append(.pair("", "s   show the call: Swift and the command line"))
    lines.append(.pair("", "p   narrow it: methods and paths"))
    lines.append(.pair("", "Y   copy the call as a command"))
    if state.showsCall {
      lines.append(.empty)
      let room = columns - PanelLine.valueColumn - 2
      for snippet in Snippet.allCases {
        lines += snippet.call(stored.summary, columns: room).map { .text($0, at: PanelLine.valueColumn) } + [.empty]
      }
    } else {
      lines.append(.empty)
    }
    return lines
  }
}
