public import Screen

/// A key and what it does just now, as data: the hint row, the help, the palette and the README's key table all read it.
///
/// (Not `Binding`: that word is taken by the origins a credential is bound to.)
public struct KeyBinding: Hashable, Sendable {
  /// Every key that does it; the first one is the one that is shown.
  public let keys: [Key]
  /// The words behind the key in the hint row: `copy id`.
  public let label: String
  /// One sentence for the help and the palette.
  public let description: String
  /// The name to type behind `:`; nil for what makes sense as a key only.
  public let command: String?
  /// Why it does nothing just now; nil when it works.
  public let disabledReason: String?
  /// What a hint shows: the first key, or several of them in short, such as `1-5`.
  public let keyText: String

  public init(
    _ keys: [Key], _ label: String, _ description: String, command: String? = nil, disabledReason: String? = nil,
    shownAs keyText: String? = nil
  ) {
    self.keyText = keyText ?? keys.first?.shown ?? ""
    self.keys = keys
    self.label = label
    self.description = description
    self.command = command
    self.disabledReason = disabledReason
  }

  public init(
    _ key: Key, _ label: String, _ description: String, command: String? = nil, disabledReason: String? = nil
  ) {
    self.init([key], label, description, command: command, disabledReason: disabledReason)
  }

  public func matches(_ key: Key) -> Bool { keys.contains(key) }

  /// The same binding, shown as impossible.
  public func disabled(because reason: String?) -> KeyBinding {
    KeyBinding(keys, label, description, command: command, disabledReason: reason, shownAs: keyText)
  }
}

extension Key {
  /// How a hint or the help writes it.
  public var shown: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let letter): "Ctrl-\(letter)"
    case .alt(let character): "Alt-\(character)"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .insert: "Ins"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .controlLeft: "Ctrl-←"
    case .controlRight: "Ctrl-→"
    case .function(let number): "F\(number)"
    }
  }
}
