internal import Domain
internal import PortalModel
internal import Screen

/// The request composer: the request while it is typed, the answer when it is there.
enum ComposerView {
  static func body(_ state: RequestComposer, columns: Int, rows: Int) -> DialogBody {
    if case .answered(let answer) = state.phase { return self.answer(answer, state, columns: columns, rows: rows) }
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.fields(["method", "origin", "path", "headers"], of: state.form, columns: columns)
    lines += PanelLine.field("body", of: state.form, columns: columns, rows: 6)
    lines.append(.rule("Before it is sent"))
    lines.append(
      .pair("Sent as", state.source.injection.summary, note: "added by the vault; the value is never here"))
    lines += decision(state, columns: columns)
    switch state.phase {
    case .running(_, let since):
      let waited = (state.now.microseconds - since.microseconds) / 1_000_000
      lines.append(.pair("Waiting", "\(max(0, waited)) s", note: "Esc cancels"))
    case .failed(let failure): lines += DialogViews.failure(failure, columns: columns)
    case .editing, .answered: break
    }
    return DialogBody(lines: lines + [.empty], footer: PanelLine.buttons(of: state.form, columns: columns))
  }

  private static func decision(_ state: RequestComposer, columns: Int) -> [PanelLine] {
    guard let decision = state.decision else { return [.pair("Policy", "-")] }
    var lines = [
      PanelLine.pair(
        "Policy", decision.verdict.rawValue,
        style: Style(decision.verdict == .allow ? .good : .bad, bold: true))
    ]
    lines += PanelLine.wrapped("", Printable.text(decision.reason), columns: columns, at: PanelLine.valueColumn)
    if !decision.remedy.isEmpty {
      lines += PanelLine.wrapped("Would pass", Printable.text(decision.remedy), columns: columns)
    }
    return lines
  }

  private static func answer(
    _ answer: AnswerText, _ state: RequestComposer, columns: Int, rows: Int
  ) -> DialogBody {
    let head = answer.answer
    let status = "\(head.status)\(reason(head.status).map { " " + $0 } ?? "")"
    var lines: [PanelLine] = [
      .pair(state.form.text("method"), Printable.text(state.url)),
      .pair("Answer", status, style: Style(head.status < 400 ? .good : .bad, bold: true)),
      .pair(
        "Audit", head.auditSequence.map { "event \(Printable.count($0))" } ?? "-",
        note: head.auditSequence == nil ? "" : "a goes there"),
      .rule("Headers and body", note: place(answer, state)),
    ]
    let room = rows == .max ? answer.lines.count : max(0, rows - lines.count)
    lines += shown(answer, from: state.top, columns: columns, rows: room)
    return DialogBody(lines: lines)
  }

  /// The lines from the scroll position on, until the rows are full; only they are wrapped.
  private static func shown(_ answer: AnswerText, from top: Int, columns: Int, rows: Int) -> [PanelLine] {
    var lines: [PanelLine] = []
    var index = top
    while index < answer.lines.count, lines.count < rows {
      let style: Style = index < answer.bodyStart ? .dim : .text
      lines += TextWidth.wrap(answer.lines[index], columns: max(8, columns - 4)).map { .text($0, style) }
      index += 1
    }
    return Array(lines.prefix(rows))
  }

  private static func place(_ answer: AnswerText, _ state: RequestComposer) -> String {
    let lines = "line \(Printable.count(state.top + 1)) of \(Printable.count(answer.lines.count))"
    return answer.isCut ? "the first 64 KiB, \(lines)" : lines
  }

  private static func reason(_ status: Int) -> String? {
    [
      200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently", 302: "Found",
      304: "Not Modified", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
      405: "Method Not Allowed", 409: "Conflict", 422: "Unprocessable Content", 429: "Too Many Requests",
      500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    ][status]
  }
}
