internal import Domain
internal import PortalModel
internal import Screen

/// The connect sessions: a list, one of them, its address as a picture, or the question before it is cancelled.
enum SessionsView {
  static func body(_ state: SessionsDialog, _ context: DialogContext, columns: Int, rows: Int) -> DialogBody {
    switch state.page {
    case .list: return list(state, context, columns: columns, rows: rows)
    case .detail(let session):
      return DialogBody(lines: state.detailLines(of: session, in: context).map(line), top: state.top)
    case .picture(let session):
      return LinkPicture.body(
        state.link?.session == session.id ? state.link?.url : nil, problem: state.problem,
        words: "\(Printable.text(session.application, limit: 64)) wants \(session.wanted(context.catalog)).",
        columns: columns, rows: rows)
    case .asking(let session, let form, _):
      return asking(session, form, context, columns: columns)
    }
  }

  // MARK: The list

  private struct Columns {
    let user: Int
    let application: Int
    let wanted: Int
    static let left = 12

    init(_ total: Int) {
      user = total >= 76 ? 16 : 10
      application = total >= 76 ? 20 : 14
      wanted = max(8, total - PanelLine.textColumn - Self.left - user - application - 1)
    }
  }

  private static func list(
    _ state: SessionsDialog, _ context: DialogContext, columns: Int, rows: Int
  ) -> DialogBody {
    guard !state.list.ids.isEmpty else { return empty(columns: columns) }
    let widths = Columns(columns)
    var lines = [row(["left", "application", "wants", "user"], widths, styles: Array(repeating: .dim, count: 4))]
    if state.waiting.isEmpty { lines[0] = .text("Nothing waits for a user.", .dim) }
    for line in state.lines(rows: rows - SessionsDialog.firstRow) {
      switch line {
      case .endedRule(let count): lines.append(.rule("Ended a short while ago", note: "\(count)"))
      case .session(let session):
        var shown = self.row(of: session, state, context, widths)
        if session.id == state.list.selected {
          shown.bar = PanelLine.Bar(column: PanelLine.textColumn - 1, columns: columns - 2)
        }
        lines.append(shown)
      }
    }
    return DialogBody(lines: lines)
  }

  private static func row(
    of session: ConnectSession, _ state: SessionsDialog, _ context: DialogContext, _ widths: Columns
  ) -> PanelLine {
    let end = session.endInWords(now: state.now)
    let left = end ?? session.left(now: state.now)
    let style: Style =
      switch end {
      case "done", "mended": Style(.good)
      case "denied", "failed": Style(.bad)
      case nil: .text
      default: .dim
      }
    return row(
      [
        left, Printable.text(session.application, limit: 64), session.wanted(context.catalog),
        session.wish.user.map { Printable.text($0, limit: 64) } ?? "-",
      ], widths, styles: [style, .text, .text, session.wish.user == nil ? .dim : .text])
  }

  private static func row(_ words: [String], _ widths: Columns, styles: [Style]) -> PanelLine {
    var line = PanelLine()
    var column = PanelLine.textColumn
    for (index, width) in [Columns.left, widths.application, widths.wanted, widths.user].enumerated() {
      line.pieces.append(
        PanelLine.Piece(
          text: TextWidth.shortened(words[index], columns: width - 2), style: styles[index], column: column,
          width: width - 2))
      column += width
    }
    return line
  }

  private static func empty(columns: Int) -> DialogBody {
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped("", "No connect session waits.", columns: columns)
    lines.append(.empty)
    lines += PanelLine.wrapped(
      "",
      "A program that uses Alter's SDK makes one when it asks that a user connects an account or gives a key. It waits for ten minutes; its link, which the program hands to the user, can be copied here and shown as a QR code.",
      columns: columns, style: .dim)
    return DialogBody(lines: lines)
  }

  // MARK: One of them

  private static func line(_ line: SessionsDialog.DetailLine) -> PanelLine {
    switch line {
    case .blank: .empty
    case .pair(let name, let value): .pair(name, value)
    case .rule(let title, let note): .rule(title, note: note)
    case .link(let text): .text(text, Style(.accent))
    case .dim(let text): .text(text, .dim)
    case .bad(let text): .text(text, Style(.bad))
    }
  }

  private static func asking(
    _ session: ConnectSession, _ form: Form, _ context: DialogContext, columns: Int
  ) -> DialogBody {
    let user = session.wish.user.map { Printable.text($0, limit: 64) } ?? "a user"
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped(
      "",
      "\(Printable.text(session.application, limit: 64)) asked \(user) for \(session.wanted(context.catalog)). Its link will open nothing any more, and the program is told that the session was cancelled.",
      columns: columns)
    lines.append(.empty)
    lines += PanelLine.wrapped(
      "", "It can ask again. What is connected already stays.", columns: columns, style: .dim)
    return DialogBody(lines: lines + [.empty], footer: PanelLine.buttons(of: form, columns: columns))
  }
}
