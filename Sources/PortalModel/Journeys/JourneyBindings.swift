internal import Screen

extension Journey {
  public var bindings: [KeyBinding] {
    switch step {
    case .welcome:
      [
        KeyBinding([.down, .up], "choose", "The next line.", shownAs: "↑↓"),
        KeyBinding(.enter, "go on", "Does what is chosen."),
        KeyBinding(.character("T"), "theme", "Goes to the next theme."), KeyBinding(.character("q"), "quit", "Leaves."),
      ]
    case .passphrase:
      [
        KeyBinding(.tab, "next field", "Goes to the next field."),
        KeyBinding(.enter, purpose == .firstRun ? "create" : "change", "Goes on with this passphrase."),
        KeyBinding(.control("g"), "six words", "Makes six words you can remember."),
        KeyBinding(.escape, "back", "Goes back."),
      ]
    case .restore:
      [
        KeyBinding(.tab, "next field", "Goes to the next field."),
        KeyBinding(.enter, "restore", "Restores the backup."),
        KeyBinding(.escape, "back", "Goes back."),
      ]
    case .kit:
      [
        KeyBinding(.enter, "go on", "Does what the button says."), KeyBinding(.tab, "next button", "The next button."),
        KeyBinding(.escape, "not now", "Goes to the button that leaves the kit untested."),
      ]
    case .check:
      [
        KeyBinding(.tab, "next field", "Goes to the next field."), KeyBinding(.enter, "test", "Tests what was typed."),
        KeyBinding(.escape, "show it again", "Shows the kit again."),
      ]
    }
  }
}

extension UnlockScreen {
  public var bindings: [KeyBinding] {
    [
      KeyBinding(.enter, "unlock", "Opens the vault."),
      KeyBinding(
        .control("r"), usesRecovery ? "passphrase" : "recovery code", "Changes between passphrase and recovery code."),
      KeyBinding(.tab, "next", "Goes to the buttons."), KeyBinding(.control("c"), "quit", "Leaves."),
    ]
  }
}
