internal import Domain
internal import Screen

extension SessionsDialog {
  var title: String {
    switch page {
    case .list: "Connect sessions"
    case .detail(let session), .picture(let session): "Session of \(Printable.text(session.application, limit: 32))"
    case .asking(let session, _, _): "Cancel the session of \(Printable.text(session.application, limit: 32))?"
    }
  }

  var note: String {
    if let session = shown, page != .list {
      return session.endInWords(now: now) ?? "\(session.left(now: now)) left"
    }
    switch waiting.count {
    case 0: return "nothing waits"
    case 1: return "1 waits for its user"
    default: return "\(waiting.count) wait for their users"
    }
  }

  var sameAs: String? {
    guard let session = shown, session.isWaiting(at: now) else { return "gatehouse connect list" }
    let id = session.id.beginning(among: (waiting + ended).map(\.id))
    return switch page {
    case .list: "gatehouse connect list"
    case .asking: "gatehouse connect cancel \(id)"
    case .detail, .picture: "gatehouse connect link \(id)"
    }
  }

  var bindings: [KeyBinding] {
    if case .asking(_, let form, _) = page {
      return [
        KeyBinding(
          .enter, form.focusedButton?.id == "cancel" ? "cancel it" : "keep it", "Do what the focused button says"),
        KeyBinding([.tab, .right, .left], "other button", "Go to the other button"),
        KeyBinding(.escape, "keep it", "Close; the session goes on waiting"),
      ]
    }
    let reason: String? =
      if let shown { shown.isWaiting(at: now) ? nil : "The session has ended" } else { "There is no session" }
    let copy = KeyBinding(.character("y"), "copy link", "Copy the address of its page", disabledReason: reason)
    let picture = KeyBinding(
      .character("v"), isPicture ? "no QR code" : "QR code", "Show the address as a QR code, or no longer",
      disabledReason: reason)
    let cancel = KeyBinding(
      .character("d"), "cancel it", "Cancel the session, after asking; its program is told", disabledReason: reason)
    switch page {
    case .list:
      return [
        KeyBinding(
          [.enter, .right], "details", "Show who asks what of whom, and the link",
          disabledReason: shown == nil ? "There is no session" : nil),
        copy, picture, cancel, KeyBinding(.escape, "close", "Close; what waits goes on waiting"),
        KeyBinding([.down, .up], "choose", "The next session", shownAs: "↑↓"),
      ]
    case .detail:
      return [
        copy, picture, cancel, KeyBinding([.escape, .left], "list", "Back to the list"),
        KeyBinding([.down, .up, .pageDown, .pageUp], "scroll", "Scroll the details", shownAs: "↑↓"),
      ]
    case .picture, .asking: return [copy, picture, cancel, KeyBinding(.escape, "back", "Back to where v was pressed")]
    }
  }
}
