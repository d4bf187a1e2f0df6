internal import Domain
internal import PortalModel
internal import Screen

/// A link to a user's wallet: what it opens, for how long, and the link.
enum WalletLinkView {
  static func body(_ state: WalletLinkDialog, columns: Int, rows: Int) -> DialogBody {
    let user = Printable.text(state.user, limit: 64)
    if state.isPicture {
      return LinkPicture.body(
        state.url, problem: nil, words: "The wallet of \(user), for whoever opens it first.", columns: columns,
        rows: rows)
    }
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped(
      "",
      "Whoever opens this link first is taken for \(user): sees the user's grants, can narrow and end them, and answers the calls that wait for the user. Hand it to nobody else.",
      columns: columns)
    lines += [.empty, .rule("The link", note: state.isOver ? "over" : "y copies it, v shows a QR code")]
    if state.isOver {
      lines += PanelLine.wrapped(
        "", "It opens nothing any more, if it was not opened before. W on a grant of the user makes another.",
        columns: columns, style: .dim)
    } else {
      lines += LinkPicture.link(state.url, columns: columns)
    }
    return DialogBody(lines: lines + [.empty])
  }
}
