internal import Domain
internal import Screen

extension PortalModel {
  mutating func handle(_ event: PortalEvent) -> [Effect] {
    switch event {
    case .key(let key): return press(key)
    case .paste(let bytes): return paste(bytes)
    case .secretEdited: return feedTop(.secretEdited)
    case .mouse(let mouse): return click(mouse)
    case .resize(let newSize):
      size = newSize
      return []
    case .focus: return []
    case .themeRecognized(let name):
      theme = name
      return []
    case .resumed: return isOpen ? refresh() : []
    case .tick: return tick()
    case .broker(let state):
      broker = state
      if case .failed(let failure) = state { say("No broker: \(failure.message); \(failure.hint).", isBad: true) }
      return []
    case .vaultChanged: return isOpen ? refresh() : []
    default: return answer(event)
    }
  }

  /// Into the portal: the newest page first, then the rest.
  mutating func enter() -> [Effect] { audit.refresh() + [.loadOverview, .verifyAudit] }

  /// Everything on the screen again.
  mutating func refresh() -> [Effect] { loadOverview() + audit.refresh() }

  mutating func loadOverview() -> [Effect] {
    // A second reading while one is on its way would show the same or newer rows; that one may have begun too early,
    // so it is repeated when its answer comes.
    if running.contains(where: { $0 == .loadOverview }) {
      isOverviewStale = true
      return []
    }
    return [.loadOverview]
  }

  private mutating func tick() -> [Effect] {
    var effects: [Effect] = []
    if let undo, now >= undo.until { self.undo = nil }
    if let adminUntil, now >= adminUntil { self.adminUntil = nil }
    if isOpen, let locks = overview?.status.locksAt, now >= locks, checkedLock != locks {
      checkedLock = locks
      effects += loadOverview()
    }
    // What ends soon counts down.
    if let overview, overview.grants.contains(where: { $0.connectionState?.accessExpiresAt != nil }) {
      panes.show(overview.rows(catalog: environment.catalog, now: now))
    }
    if isOpen, !dialogs.isEmpty { effects += feed(.tick(now)) }
    return effects
  }

  /// An event for whatever has the keys, when that is not a pane.
  mutating func feedTop(_ event: DialogEvent) -> [Effect] {
    if journey != nil { return feedJourney(event).effects }
    if unlock != nil { return feedUnlock(event).effects }
    return dialogs.isEmpty ? [] : feed(event)
  }

  private mutating func paste(_ bytes: SecretBytes) -> [Effect] {
    if prompt != nil {
      prompt?.input.insert(bytes.text() ?? "")
      return promptEdited()
    }
    if help != nil {
      help?.search.insert(bytes.text() ?? "")
      return []
    }
    if journey != nil || unlock != nil || !dialogs.isEmpty { return feedTop(.paste(bytes)) }
    return open(pasteDialog(bytes))
  }

  mutating func feedJourney(_ event: DialogEvent) -> Journey.Outcome {
    guard var current = journey else { return .ignored }
    let outcome = current.update(event)
    journey = current
    if let message = outcome.message { say(message) }
    var result = outcome
    if outcome.isOver {
      journey = nil
      if overview == nil { result.effects += enter() }
    }
    return result
  }

  mutating func feedUnlock(_ event: DialogEvent) -> Journey.Outcome {
    guard var current = unlock else { return .ignored }
    let outcome = current.update(event)
    unlock = current
    return outcome
  }
}
