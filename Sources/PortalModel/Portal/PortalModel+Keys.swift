internal import Domain
internal import Screen

extension PortalModel {
  mutating func press(_ key: Key) -> [Effect] {
    // A failure stays long enough to be read, whatever is typed meanwhile.
    if let notice, !notice.isBad || now.seconds - notice.shownAt.seconds >= 3 || key == .escape { self.notice = nil }
    switch key {
    case .control("l"): return perform(.redraw)
    case .control("z"): return [.suspend]
    case .control("c"): return perform(.quit)
    default: break
    }
    if prompt != nil { return pressInPrompt(key) }
    if help != nil { return pressInHelp(key) }
    if key == .function(1) { return perform(.help) }
    if journey != nil { return pressInJourney(key) }
    if unlock != nil {
      let outcome = feedUnlock(.key(key))
      return outcome.wasIgnored ? pressAnywhere(key) : outcome.effects
    }
    if !dialogs.isEmpty {
      var wasIgnored = false
      let effects = feed(.key(key), wasIgnored: &wasIgnored)
      return wasIgnored && [.character("?"), .character("T"), .character("!"), .character("C")].contains(key)
        ? pressAnywhere(key) : effects
    }
    return pressInPane(key)
  }

  private mutating func pressInJourney(_ key: Key) -> [Effect] {
    // What was sent is being worked on; its fields must not change under it.
    let isBusy = running.contains {
      switch $0 {
      case .createVault, .changePassphrase, .restoreVault, .testRecoveryKit, .createRecoveryKit: true
      default: false
      }
    }
    if isBusy { return [] }
    let outcome = feedJourney(.key(key))
    return outcome.wasIgnored ? pressAnywhere(key) : outcome.effects
  }

  /// The keys that work on every screen, where no text is being typed.
  private mutating func pressAnywhere(_ key: Key) -> [Effect] {
    switch key {
    case .character("?"): perform(.help)
    case .character("T"): perform(.theme)
    case .character("!") where isOpen: perform(.approvals)
    case .character("C") where isOpen: perform(.sessions)
    case .character("q"): perform(.quit)
    default: []
    }
  }

  private mutating func pressInPane(_ key: Key) -> [Effect] {
    if focus.isInDetail, scrollDetail(key) { return [] }
    if let entry = Keymap.entries(of: focus.pane).first(where: { $0.binding.matches(key) }) {
      return perform(entry.action, key: key)
    }
    if !focus.isInDetail {
      if focus.pane == .audit {
        if let effects = audit.handle(key, rows: layout.log?.rows ?? 1) { return effects }
      } else {
        let before = panes[focus.pane].selected
        if panes[focus.pane].handle(key, rows: max(1, (layout.list?.rows ?? 2) - 1)) {
          if panes[focus.pane].selected != before { focus.detailTop = 0 }
          return []
        }
      }
    }
    guard let entry = Keymap.everywhere.first(where: { $0.binding.matches(key) }) else { return [] }
    return perform(entry.action, key: key)
  }

  /// - Returns: whether the key moves in a text.
  private mutating func scrollDetail(_ key: Key) -> Bool {
    let rows = max(1, (layout.detail?.rows ?? 3) - 2)
    switch key {
    case .up, .character("k"): focus.detailTop -= 1
    case .down, .character("j"): focus.detailTop += 1
    case .pageUp: focus.detailTop -= rows - 1
    case .pageDown: focus.detailTop += rows - 1
    case .control("u"): focus.detailTop -= rows / 2
    case .control("d"): focus.detailTop += rows / 2
    case .home, .character("g"): focus.detailTop = 0
    case .end, .character("G"): focus.detailTop = .max / 2
    default: return false
    }
    return true
  }

  mutating func pressInHelp(_ key: Key) -> [Effect] {
    guard var current = help else { return [] }
    let inside = layout.panel?.inset(columns: 1, rows: 1) ?? Rect(column: 0, row: 0, columns: 1, rows: 1)
    let outcome = current.update(
      key, rows: max(1, inside.rows - (current.page == nil ? 2 : 0)), columns: inside.columns)
    help = current
    switch outcome {
    case .stay: return []
    case .close: help = nil
    case .press(let key):
      help = nil
      return press(key)
    case .read(let topic): help?.page = HelpOverlay.Page(topic: topic)
    case .say(let text): say(text)
    }
    return []
  }
}
