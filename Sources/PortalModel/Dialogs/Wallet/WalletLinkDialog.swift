public import Domain
internal import Screen

/// A link that opens a user's wallet, just made: to be copied, or taken by a phone.
public struct WalletLinkDialog: Sendable, Equatable {
  public let user: String
  public let url: String
  public let expiresAt: Timestamp
  /// Whether it is shown as a QR code.
  public private(set) var isPicture = false
  public private(set) var now: Timestamp

  public init(user: String, url: String, expiresAt: Timestamp, in context: DialogContext) {
    (self.user, self.url, self.expiresAt) = (user, url, expiresAt)
    now = context.now
  }

  public var isOver: Bool { expiresAt <= now }
}

extension WalletLinkDialog: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    // Not for a key: one that changes nothing here is free for the portal.
    if event.isTick { now = context.now }
    if isOver { isPicture = false }
    switch event {
    case .key(.escape) where isPicture: isPicture = false
    case .key(.escape), .key(.enter): return .close
    case .key(.character("y")): return isOver ? .stay : .run(.copy(url))
    case .key(.character("v")): if !isOver { isPicture.toggle() }
    default: break
    }
    return .stay
  }

  var title: String { "The wallet of \(Printable.text(user, limit: 64))" }
  var note: String { isOver ? "the link is over" : "opens once, \(ApprovalsDialog.left(expiresAt, now)) left" }
  var sameAs: String? { "gatehouse wallet link --user \(Printable.text(ShellWord.quoted(user)))" }

  var bindings: [KeyBinding] {
    let reason = isOver ? "The link is over" : nil
    return [
      KeyBinding(.character("y"), "copy link", "Copy the link", disabledReason: reason),
      KeyBinding(
        .character("v"), isPicture ? "no QR code" : "QR code", "Show the link as a QR code, or no longer",
        disabledReason: reason),
      isPicture
        ? KeyBinding(.escape, "back", "Back to the link")
        : KeyBinding([.escape, .enter], "close", "Close; the link stays good until it is opened or over"),
    ]
  }
}
