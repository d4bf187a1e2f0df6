internal import Domain
internal import Screen

extension ApprovalsDialog {
  var title: String {
    guard let call = shownCall else { return "Approvals" }
    let caller = Printable.text(call.caller.name, limit: 24)
    guard case .call = page else { return "\(caller) asked for this" }
    return calls.count > 1
      ? "\(place + 1) of \(calls.count): may \(caller) do this?" : "May \(caller) do this?"
  }

  var note: String {
    switch page {
    case .call(let call): "\(Self.left(call.expiresAt, now)) left, then it is denied"
    case .gone: "it no longer waits"
    case .passes:
      calls.isEmpty ? "nothing waits" : "\(calls.count) waiting, Tab shows \(calls.count == 1 ? "it" : "them")"
    }
  }

  /// `38 s`, `4 min 38 s`, `2 h 5 min`.
  static func left(_ end: Timestamp, _ now: Timestamp) -> String {
    let seconds = max(0, (end.microseconds - now.microseconds) / 1_000_000)
    return switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
    default: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
  }

  var sameAs: String? {
    switch (page, phase) {
    case (.call(let call), .denying):
      "gatehouse approvals deny \(call.id.beginning(among: calls.map(\.id))) --reason TEXT"
    case (.call(let call), .naming(let form, let choice)):
      "gatehouse approvals approve \(call.id.beginning(among: calls.map(\.id)))"
        + (choice == .once ? "" : " --for 15m") + " --as \(Printable.text(ShellWord.quoted(form.text("as"))))"
    case (.call(let call), _): "gatehouse approvals approve \(call.id.beginning(among: calls.map(\.id)))"
    case (.gone, _): "gatehouse approvals list"
    case (.passes, _):
      passList.selected.map { "gatehouse approvals end \($0.beginning(among: passes.map(\.id)))" }
        ?? "gatehouse approvals list"
    }
  }

  var isDirty: Bool { if case .denying(let form) = phase { !form.text("reason").isEmpty } else { false } }

  var bindings: [KeyBinding] {
    switch phase {
    case .naming(let form, let choice):
      return [
        KeyBinding(
          .character(choice == .once ? "a" : "A"), "approve as \(Printable.text(form.text("as"), limit: 20))",
          "Send the approval under this name"),
        KeyBinding([.right, .left], "other name", "Choose another approver", shownAs: "←→"),
        KeyBinding(.escape, "back", "Back to the call; nothing is answered"),
      ]
    case .denying:
      return [
        KeyBinding(.enter, "deny", "Deny the call; the reason goes back to the caller"),
        KeyBinding(.escape, "back", "Back to the call; nothing is answered"),
      ]
    case .reading, .sending: break
    }
    let isCall = if case .call = page { true } else { false }
    let close = KeyBinding(
      [.character("l"), .escape], isCall ? "later" : "close", "Close; what waits goes on waiting, the clock runs")
    let next = KeyBinding(
      [.tab, .right, .character("]")], "next", "Go to the next call, or to the approvals that hold",
      disabledReason: hasOthers ? nil : "There is nothing else")
    let previous = KeyBinding(
      [.backTab, .left, .character("[")], "previous", "Go to the call before",
      disabledReason: hasOthers ? nil : "There is nothing else")
    switch page {
    case .passes:
      return [
        KeyBinding(
          .character("e"), "end it", "End the selected approval; such calls are asked about again",
          disabledReason: passes.isEmpty ? "No approval holds" : nil),
        close, next, previous,
      ]
    case .gone: return [next, close, raw, previous, Self.scrolling]
    case .call:
      let reason = phase == .sending ? "The answer is on its way" : nil
      return [
        KeyBinding(.character("a"), "approve once", "Approve this call, once", disabledReason: reason),
        KeyBinding(
          .character("A"), "15 minutes", "Approve this call and others of its shape for 15 minutes",
          disabledReason: reason),
        KeyBinding(.character("d"), "deny", "Deny the call, with a reason", disabledReason: reason),
        raw, close, next, previous, Self.scrolling,
      ]
    }
  }

  private var hasOthers: Bool {
    switch page {
    case .call: calls.count > 1 || !passes.isEmpty
    case .gone: true
    case .passes: !calls.isEmpty
    }
  }

  private var raw: KeyBinding {
    KeyBinding(
      .character("b"), isRaw ? "laid out" : "raw body", "Show the body as it would be sent, or laid out",
      disabledReason: shownCall?.body.canBeRaw == true ? nil : "There is no text in the body")
  }

  private static let scrolling = KeyBinding(
    [.down, .up, .pageDown, .pageUp, .home, .end], "scroll", "Scroll the call", shownAs: "↑↓")
}
