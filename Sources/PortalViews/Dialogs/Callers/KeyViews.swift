internal import Domain
internal import PortalModel
internal import Screen

/// A new key in an old one's place.
enum KeyRotationView {
  static func body(_ state: KeyRotation, columns: Int) -> DialogBody {
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped(
      "",
      "The new key is handed out once. The old one works on for as long as you say, and answers tell programs to change over.",
      columns: columns)
    lines.append(.empty)
    lines.append(.pair("Old key", "\(state.key.prefix)…"))
    lines += PanelLine.field("overlap", of: state.form, columns: columns)
    lines.append(.rule("What stays"))
    lines.append(.pair("Caller", state.caller.fullName, note: "its grants, rights and limits"))
    lines += DialogViews.failure(state.problem, columns: columns)
    return DialogBody(lines: lines + [.empty], footer: PanelLine.buttons(of: state.form, columns: columns))
  }
}

/// A key on its way out: facts about it, never the key.
enum KeyHandoverView {
  static func body(_ state: KeyHandover, columns: Int) -> DialogBody {
    let (caller, key) = (state.minted.caller, state.minted.key)
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped(
      "",
      "The vault keeps a hash of it only. It is not drawn here either, since what is on a screen stays in buffers: copy it, or have it written.",
      columns: columns)
    lines.append(.empty)
    lines.append(.pair("Key", "\(key.prefix)…", note: "of the \(caller.kind.rawValue) \(Printable.text(caller.name))"))
    if key.rights.contains(.retrieve) {
      lines += PanelLine.wrapped("Beware", "This caller receives the token.", columns: columns, style: Style(.bad))
    }
    lines.append(.pair("y", "copies it by OSC 52", note: "overwritten again after 20 seconds"))
    lines += PanelLine.field("file", of: state.form, columns: columns)
    for sentence in state.kept { lines += PanelLine.wrapped("Kept", sentence, columns: columns) }
    lines.append(.rule("Use it"))
    lines += PanelLine.wrapped(
      "", "A program shows it to the broker: Alter's SDK as its API key, any other in the header x-api-key.",
      columns: columns, style: .dim)
    lines += DialogViews.failure(state.problem, columns: columns)
    return DialogBody(lines: lines + [.empty], footer: PanelLine.buttons(of: state.form, columns: columns))
  }
}
