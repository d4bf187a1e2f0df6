internal import HelpTopics
internal import Screen

extension PortalModel {
  mutating func openHelp() {
    var entries: [HelpOverlay.Entry] = []
    if isOpen, dialogs.isEmpty {
      entries += Keymap.entries(of: focus.pane).map { entry(focus.pane.name, $0) }
      entries += Keymap.everywhere.map { entry("Everywhere", $0) }
      entries += Keymap.lists.map { HelpOverlay.Entry(group: "Lists", binding: $0, topic: nil) }
    } else {
      entries += bindings.map { HelpOverlay.Entry(group: "Here", binding: $0, topic: nil) }
    }
    entries += HelpTopic.allCases.map { topic in
      let binding = KeyBinding([], topic.rawValue, "Reads \(topic.about).", command: "topic \(topic.rawValue)")
      return HelpOverlay.Entry(group: "Topics", binding: binding, topic: topic)
    }
    help = HelpOverlay(entries: entries)
  }

  mutating func openTopic(_ name: String) {
    guard let topic = HelpTopic.allCases.first(where: { $0.rawValue.hasPrefix(name.lowercased()) }) else {
      let names = HelpTopic.allCases.map(\.rawValue).joined(separator: ", ")
      return say("There is no topic \(name); there are \(names).", isBad: true)
    }
    help = HelpOverlay(entries: [], page: HelpOverlay.Page(topic: topic))
  }

  private func entry(_ group: String, _ entry: KeymapEntry) -> HelpOverlay.Entry {
    HelpOverlay.Entry(
      group: group, binding: entry.binding.disabled(because: disabledReason(for: entry.action)), topic: nil)
  }

  /// What the keys do just now, the most useful first: the hint row shows the first six that work.
  public var bindings: [KeyBinding] {
    if let prompt { return Self.bindings(of: prompt) }
    if let help { return Self.bindings(of: help) }
    if let journey { return journey.bindings }
    if let unlock { return unlock.bindings }
    if let dialog = dialogs.last { return dialog.bindings }
    var shown = Keymap.entries(of: focus.pane).map { $0.binding.disabled(because: disabledReason(for: $0.action)) }
    let hasSelection = focus.pane == .audit ? audit.selected != nil : panes[focus.pane].selected != nil
    if focus.isInDetail || layout.kind == .narrow && hasSelection {
      let first =
        focus.isInDetail
        ? KeyBinding(.escape, "list", "Goes back to the list.") : KeyBinding(.enter, "open", "Opens the selected row.")
      shown.insert(first, at: focus.isInDetail ? min(4, shown.count) : 0)
    }
    if shown.prefix(6).count(where: { $0.disabledReason == nil }) < 4 {
      shown += Self.always
    }
    return shown
  }

  private static let always = [
    KeyBinding(Array("123456").map(Key.character), "panes", "Goes to a pane.", shownAs: "1-6"),
    KeyBinding(.character(":"), "command", "Runs a command."),
  ]

  private static func bindings(of prompt: Prompt) -> [KeyBinding] {
    switch prompt.kind {
    case .filter:
      [KeyBinding(.enter, "keep", "Keeps the filter."), KeyBinding(.escape, "as before", "Takes the filter back.")]
    case .command:
      [
        KeyBinding(.enter, "run", "Runs the command."), KeyBinding(.tab, "complete", "Completes the word."),
        KeyBinding(.up, "history", "The command before."), KeyBinding(.escape, "close", "Closes the prompt."),
      ]
    case .quit: [KeyBinding(.character("y"), "leave", "Leaves."), KeyBinding(.escape, "stay", "Stays.")]
    }
  }

  private static func bindings(of help: HelpOverlay) -> [KeyBinding] {
    if help.page != nil {
      return [
        KeyBinding([.down, .up], "scroll", "One row down.", shownAs: "↑↓"),
        KeyBinding(.escape, help.isPageOnly ? "close" : "keys", "Back."),
      ]
    }
    return [
      KeyBinding(.enter, "run it", "Runs the selected entry."),
      KeyBinding([.down, .up], "choose", "The next entry.", shownAs: "↑↓"),
      KeyBinding(.escape, "close", "Closes the help."),
    ]
  }
}
