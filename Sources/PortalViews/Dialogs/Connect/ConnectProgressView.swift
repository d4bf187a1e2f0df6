internal import Domain
internal import PortalModel
internal import Screen

/// What is waited for while the user agrees in a browser.
enum ConnectProgressView {
  static func body(_ progress: ConnectProgress, _ state: ConnectDialog, columns: Int) -> DialogBody {
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped("", sentence(progress, state.providerName), columns: columns, style: Style(.accent))
    lines.append(.empty)
    guard progress.takesPaste else { return DialogBody(lines: lines) }
    lines += pasted(progress, columns: columns)
    if let address = progress.listening {
      lines += PanelLine.wrapped("Listening", "on \(Printable.text(address))", columns: columns)
    }
    if let reason = progress.cannotListen {
      lines += PanelLine.wrapped(
        "Listening", "no: \(Printable.text(reason)). Paste the answer back, as said below.", columns: columns,
        style: Style(.warn))
    }
    if progress.hasNoBrowser {
      lines += PanelLine.wrapped(
        "Browser", "none can be opened from here; open the page wherever the user is", columns: columns,
        style: Style(.warn))
    }
    if let url = progress.url {
      lines.append(.rule("Open this page", note: "o opens it, y copies it"))
      // Whole: it may have to be typed or selected.
      lines += TextWidth.wrap(Printable.text(url), columns: max(8, columns - 4)).map { .text($0) }
      lines.append(.rule("Over SSH, or on another machine?"))
      lines += PanelLine.wrapped("", "Paste the address the browser was sent to, at any time.", columns: columns)
    }
    return DialogBody(lines: lines + [.empty], top: progress.top)
  }

  static func sentence(_ progress: ConnectProgress, _ provider: String) -> String {
    switch progress.stage {
    case .starting: "Asking \(provider)."
    case .waiting: "Waiting for the user to agree at \(provider)."
    case .exchanging: "The user has answered; the code is exchanged for tokens."
    case .identifying: "\(provider) gave the tokens; it is asked whose account it is."
    case .storing: "Sealing the tokens."
    }
  }

  /// The address holds the code, so a mask stands for it.
  private static func pasted(_ progress: ConnectProgress, columns: Int) -> [PanelLine] {
    switch progress.pasted {
    case nil: return []
    case .checking: return [.pair("Pasted", Mask.text, note: "checking")]
    case .refused(let reason):
      return [.pair("Pasted", Mask.text, note: "not accepted", noteStyle: Style(.bad))]
        + PanelLine.wrapped(
          "", Printable.text(reason), columns: columns, style: Style(.bad), at: PanelLine.valueColumn)
    }
  }
}
