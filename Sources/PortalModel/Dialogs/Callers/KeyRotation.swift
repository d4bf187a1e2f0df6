public import Domain
internal import Screen

/// A new key in the place of a caller's present one, which works on for a while so that no program stops.
public struct KeyRotation: Sendable, Equatable {
  public let caller: CallerSummary
  public let key: CallerKey
  public private(set) var form: Form
  /// Why there is no new key.
  public private(set) var problem: PortalFailure?

  static let overlaps: [(words: String, seconds: Int64)] = [
    ("not at all", 0), ("an hour", 3_600), ("a day", 86_400), ("a week", 604_800), ("30 days", 2_592_000),
  ]
  private static let options = ["0", "1h", "1d", "7d", "30d"]

  public init(_ caller: CallerSummary, _ key: CallerKey, in context: DialogContext) {
    self.caller = caller
    self.key = key
    form = Form(
      fields: [.choice("overlap", "Works on", Self.overlaps.map(\.words), selected: 2, note: "the old key")],
      buttons: [FormButton("make", "Make the new key"), FormButton("cancel", "Cancel")])
  }

  private var overlap: Int64 { Self.overlaps.first { $0.words == form.text("overlap") }?.seconds ?? 0 }
}

extension KeyRotation: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return .close
    case .answer(.failed(.rotateCallerKey, let failure)):
      problem = failure
      return .stay
    default: break
    }
    switch form.handle(event) {
    case .submitted, .pressed("make"):
      problem = nil
      return .run(.rotateCallerKey(key: key.id, overlapSeconds: overlap))
    case .pressed: return .close
    case .edited, .moved, .ignored: return .stay
    }
  }

  var title: String { "New key for \(caller.fullName)" }
  var note: String { "its grants and rights stay" }

  var sameAs: String? {
    let option = Self.overlaps.firstIndex { $0.seconds == overlap }.map { Self.options[$0] } ?? "0"
    return "gatehouse callers rotate \(caller.fullName) --key \(key.prefix) --overlap \(option)"
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding(.enter, form.focusedButton?.hint ?? "make the key", "Make the new key"),
      KeyBinding(.tab, "next field", "Go to the next field or button"),
      form.changeBinding,
      KeyBinding(.escape, "cancel", "Close; the old key stays the only one"),
    ]
  }
}
