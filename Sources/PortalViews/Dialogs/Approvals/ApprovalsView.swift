internal import Domain
internal import PortalModel
internal import Screen

/// A call that waits for an approval, or the approvals that hold for a while.
enum ApprovalsView {
  static func body(_ state: ApprovalsDialog, _ context: DialogContext, columns: Int) -> DialogBody {
    if state.page == .passes {
      return DialogBody(
        lines: PassesView.lines(state, context, columns: columns), footer: state.answerLines(in: context).map(line))
    }
    return DialogBody(
      lines: state.lines(columns: columns).map(line), footer: footer(state, context, columns: columns), top: state.top)
  }

  private static func footer(_ state: ApprovalsDialog, _ context: DialogContext, columns: Int) -> [PanelLine] {
    let (form, field): (Form, String)
    switch state.phase {
    case .naming(let naming, _): (form, field) = (naming, "as")
    case .denying(let denying): (form, field) = (denying, "reason")
    case .reading, .sending: return state.answerLines(in: context).map(line)
    }
    // The field takes the place of the blank row, or stands below what became of the call.
    let lines = state.answerLines(in: context)
    let index = lines.firstIndex(of: .blank) ?? lines.count
    return lines[..<index].map(line) + PanelLine.field(field, of: form, columns: columns)
      + lines[index...].dropFirst().map(line)
  }

  private static func line(_ line: ApprovalLine) -> PanelLine {
    switch line {
    case .blank: return .empty
    case .rule(let title, let note): return .rule(title, note: note)
    case .call(let text): return .text(text, Style(.text, bold: true))
    case .pair(let name, let value): return .pair(name, value)
    case .text(let text): return .text(text)
    case .dim(let text): return .text(text, .dim)
    case .bad(let text): return .text(text, Style(.bad))
    case .key("", "", let note): return .text(note, .dim, at: ApprovalLine.keyColumn)
    case .key(let key, let words, let note):
      var line = PanelLine.text(key, Style(.accent, bold: true))
      line.pieces.append(PanelLine.Piece(text: words, column: ApprovalLine.keyColumn))
      if !note.isEmpty { line.pieces.append(PanelLine.Piece(text: note, style: .dim, column: 0, isRight: true)) }
      return line
    }
  }
}
