internal import Domain
internal import Screen

extension PortalModel {
  mutating func open(_ dialog: Dialog) -> [Effect] {
    dialogs.append(dialog)
    help = nil
    // Its first effect, if it has one, without waiting for the next second.
    return feed(.tick(now))
  }

  mutating func feed(_ event: DialogEvent) -> [Effect] {
    var wasIgnored = false
    return feed(event, wasIgnored: &wasIgnored)
  }

  mutating func feed(_ event: DialogEvent, wasIgnored: inout Bool) -> [Effect] {
    feed(event, at: dialogs.count - 1, wasIgnored: &wasIgnored)
  }

  mutating func feed(_ event: DialogEvent, at index: Int) -> [Effect] {
    var wasIgnored = false
    return feed(event, at: index, wasIgnored: &wasIgnored)
  }

  private mutating func feed(_ event: DialogEvent, at index: Int, wasIgnored: inout Bool) -> [Effect] {
    guard dialogs.indices.contains(index) else { return [] }
    var dialog = dialogs[index]
    let step = dialog.update(event, in: dialogContext)
    dialogs[index] = dialog
    wasIgnored = step.wasIgnored
    if let message = step.message { say(message) }
    var effects = step.effects
    switch step.fate {
    case .stay: break
    case .close: dialogs.remove(at: index)
    case .replace(let next):
      dialogs[index] = next
      effects += feed(.tick(now), at: index)
    case .push(let next):
      dialogs.insert(next, at: index + 1)
      effects += feed(.tick(now), at: index + 1)
    }
    if let place = step.place {
      if case .auditEvent(let sequence) = place {
        focus.go(to: .audit)
        effects += audit.show(sequence: sequence)
      } else if !go(to: place) {
        awaited = place
      }
    }
    return effects
  }

  /// Selects a thing in its pane.
  ///
  /// - Returns: whether the pane has it already.
  mutating func go(to place: DialogStep.Place) -> Bool {
    let (pane, id): (Pane, Identifier)
    switch place {
    case .grant(let found): (pane, id) = (.grants, found)
    case .secret(let found): (pane, id) = (.secrets, found)
    case .policy(let found): (pane, id) = (.policies, found)
    case .caller(let found): (pane, id) = (.callers, found)
    case .auditEvent: return true
    }
    guard panes.rows[pane]?[id.description] != nil else { return false }
    focus.go(to: pane)
    if !panes[pane].select(id.description) {
      // A filter hides it; what was just made matters more.
      _ = filter(pane, by: "")
      panes[pane].select(id.description)
    }
    return true
  }
}
