internal import Screen

extension Form {
  /// The button that has the focus; nil while a field has it.
  var focusedButton: FormButton? {
    if case .button(let id) = focus { buttons.first { $0.id == id } } else { nil }
  }

  /// The arrows, which change a choice, and only where one has the focus.
  var changeBinding: KeyBinding {
    let keys: [Key] = [.right, .left]
    let description = "Change the choice of the focused field"
    if case .field(let id) = focus {
      switch self[id]?.value {
      case .choice, .toggle: return KeyBinding(keys, "change", description, shownAs: "←→")
      default: break
      }
    }
    return KeyBinding(keys, "change", description, disabledReason: "No choice has the focus", shownAs: "←→")
  }
}

extension FormButton {
  /// Its name as the hint row writes it: `set up OAuth`.
  var hint: String { label.prefix(1).lowercased() + label.dropFirst() }
}
