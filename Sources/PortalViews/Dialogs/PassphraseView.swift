internal import PortalModel
internal import Screen

/// The passphrase before an admin act.
enum PassphraseView {
  static func body(_ state: PassphrasePrompt, _ context: DialogContext, columns: Int) -> DialogBody {
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped("", "The passphrase is needed to \(state.act(in: context)).", columns: columns)
    lines += PanelLine.wrapped(
      "", "The right to change things is then held for ten minutes, by this portal only; the passphrase is not kept.",
      columns: columns, style: .dim)
    lines.append(.empty)
    if state.isChecking {
      lines.append(.pair("Passphrase", "checking; this takes about half a second on purpose"))
    } else {
      lines += PanelLine.field("passphrase", of: state.form, columns: columns)
    }
    return DialogBody(lines: lines + [.empty], footer: PanelLine.buttons(of: state.form, columns: columns))
  }
}

/// A few sentences to read.
enum MessageView {
  static func body(_ state: MessageDialog, columns: Int) -> DialogBody {
    DialogBody(
      lines: [.empty]
        + state.paragraphs.flatMap { PanelLine.wrapped("", $0, columns: columns) + [.empty] })
  }
}
