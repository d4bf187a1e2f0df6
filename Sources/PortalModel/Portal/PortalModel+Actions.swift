internal import Domain
internal import Screen

extension PortalModel {
  /// Does what a key or a command means.
  ///
  /// - Parameters:
  ///   - argument: what was typed behind the command; nil for a key.
  mutating func perform(_ action: PortalAction, key: Key? = nil, argument: String? = nil) -> [Effect] {
    // `connect github` and `wallet mia` name what is meant, whatever is selected.
    let namesIts = [.connect, .walletLink].contains(action) && argument?.isEmpty == false
    if !namesIts, let reason = disabledReason(for: action) {
      say(reason)
      return []
    }
    switch action {
    case .go(let pane): focus.go(to: pane)
    case .nextPane, .previousPane:
      focus.go(to: focus.pane.stepped(by: action == .nextPane ? 1 : -1))
    case .open: return openSelected()
    case .back: return goBack(key)
    case .detail: focus.isInDetail = true
    case .zoom:
      focus.isZoomed.toggle()
      if layout.chart != nil { return audit.loadMost() }
    case .nextItem, .previousItem: return step(action == .nextItem ? 1 : -1)
    case .filter:
      if let argument, !argument.isEmpty { return filter(focus.pane, by: argument) }
      let present = focus.pane == .audit ? audit.filter : panes.filter(of: focus.pane)
      prompt = Prompt(.filter(focus.pane), text: present)
      focus.isInDetail = false
    case .palette: prompt = Prompt(.command)
    case .help: openHelp()
    case .topics: openTopic(argument ?? "")
    case .approvals: return openApprovals()
    case .sessions: return openSessions()
    case .theme: return changeTheme(argument ?? "")
    case .otherSnippet: snippet = snippet.next
    case .redraw: return isOpen ? refresh() : []
    case .suspend: return [.suspend]
    case .quit: return quit()
    case .undo: return undo.map { [.undoRevoke($0.what)] } ?? []
    case .lock:
      wantsLock = true
      return [.lock]
    case .dropAdmin:
      adminUntil = nil
      say("The admin right is given up.")
      return [.dropAdmin]
    case .passphrase: journey = .newPassphrase()
    case .recovery: return [.createRecoveryKit]
    case .backup:
      guard let argument, !argument.isEmpty else {
        say("Say where: backup FILE")
        prompt = Prompt(.command, text: "backup ")
        return []
      }
      return [.backup(path: argument)]
    case .demo: return [.openDemo]
    case .verify:
      wantsVerification = true
      return [.verifyAudit]
    default: return performOnSelected(action, argument: argument)
    }
    return []
  }

  private mutating func openSelected() -> [Effect] {
    if focus.pane == .audit {
      if layout.kind == .wide, !focus.isZoomed {
        return perform(.zoom)
      }
      if layout.kind == .wide { return perform(.explain) }
    }
    if focus.pane == .audit ? audit.selected != nil : panes[focus.pane].selected != nil { focus.isInDetail = true }
    return []
  }

  /// One level: detail, filter, zoom, log.
  private mutating func goBack(_ key: Key?) -> [Effect] {
    if focus.isInDetail {
      focus.isInDetail = false
    } else if focus.pane == .audit ? !audit.filter.isEmpty : !panes.filter(of: focus.pane).isEmpty, key == .escape {
      return filter(focus.pane, by: "")
    } else if focus.isZoomed {
      focus.isZoomed = false
    } else if focus.pane == .audit {
      focus.go(to: focus.open)
    }
    return []
  }

  private mutating func step(_ distance: Int) -> [Effect] {
    focus.detailTop = 0
    if focus.pane == .audit { return audit.move(by: distance, rows: layout.log?.rows ?? 1) }
    panes[focus.pane].move(by: distance)
    return []
  }

  private mutating func changeTheme(_ name: String) -> [Effect] {
    let themes = environment.themes
    guard !themes.isEmpty else { return [] }
    if !name.isEmpty {
      guard themes.contains(name) else {
        say("There is no theme \(name); there are \(themes.joined(separator: ", ")).", isBad: true)
        return []
      }
      theme = name
    } else {
      theme = themes[((themes.firstIndex(of: theme) ?? -1) + 1) % themes.count]
    }
    say("Theme \(theme).")
    return [.setTheme(theme)]
  }

  private mutating func quit() -> [Effect] {
    let losesEdits = dialogs.contains(where: \.isDirty) || journey?.form.isDirty == true
    guard losesEdits else { return [.quit] }
    prompt = Prompt(.quit)
    return []
  }
}
