internal import Domain
internal import PortalModel
internal import Screen

/// The approvals of calls to come that hold now.
enum PassesView {
  static func lines(_ state: ApprovalsDialog, _ context: DialogContext, columns: Int) -> [PanelLine] {
    let waiting = state.calls.count
    let words =
      switch waiting {
      case 0: "Nothing waits for an approval."
      case 1: "One call waits for an approval; Tab shows it."
      default: "\(waiting) calls wait for an approval; Tab shows them."
      }
    var lines: [PanelLine] = [.empty] + PanelLine.wrapped("", words, columns: columns) + [.empty]
    lines.append(
      .rule("Approvals that hold for a while", note: state.passes.isEmpty ? "none" : "\(state.passes.count)"))
    lines.append(.empty)
    guard !state.passes.isEmpty else {
      return lines
        + PanelLine.wrapped(
          "", "None. A on a call that waits gives one; calls of its shape then pass without asking.", columns: columns)
    }
    for pass in state.passes { lines += self.lines(pass, state, context, columns: columns) }
    return lines
  }

  private static func lines(
    _ pass: ApprovalPass, _ state: ApprovalsDialog, _ context: DialogContext, columns: Int
  ) -> [PanelLine] {
    let grant = context.overview?.grants.first { $0.id == pass.shape.grant }?.grant.name ?? "a grant that is gone"
    let left = "\(Moment.left(pass.expiresAt.seconds - context.now.seconds)) left"
    let place = Printable.text("\(pass.shape.method) \(pass.shape.place)")
    let room = columns - PanelLine.textColumn - TextWidth.columns(of: left) - 4
    var first = PanelLine.text(TextWidth.shortened(place, columns: max(8, room)))
    first.pieces.append(PanelLine.Piece(text: left, column: 0, isRight: true))
    if pass.id == state.passList.selected {
      first.bar = PanelLine.Bar(column: PanelLine.textColumn - 1, columns: columns - 2, cursor: nil)
    }
    let facts = ["\(pass.shape.caller) with \(grant)"] + pass.shape.boundsInWords + ["by \(pass.approver)"]
    return [first]
      + PanelLine.wrapped(
        "", Printable.text(facts.joined(separator: ", ")), columns: columns, style: .dim, at: PanelLine.textColumn + 2)
  }
}
