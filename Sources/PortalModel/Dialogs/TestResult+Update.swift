public import Domain
internal import Screen

extension TestResult: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .tick where !hasBegun:
      hasBegun = true
      return begin()
    case .answer(let answer): return take(answer)
    case .key(.escape): return leave()
    case .key(.character(let character)):
      if case .stored(let stored?) = phase { return act(character, stored: stored, in: context) }
    default: break
    }
    guard case .pressed(let button) = form.handle(event) else { return .stay }
    switch button {
    case "again": return back
    case "store":
      enter(.storing)
      return begin()
    case "retry":
      enter(failedWhileStoring ? .storing : .testing)
      if phase == .testing {
        steps = []
        report = nil
      }
      return begin()
    default: return leave()
    }
  }

  /// Sends what the phase waits for.
  private func begin() -> DialogStep {
    if phase == .testing { return .run(test) }
    return store.map { .run($0) } ?? .stay
  }

  private mutating func take(_ answer: PortalEvent) -> DialogStep {
    switch answer {
    case .testStep(let step) where phase == .testing: steps.append(step)
    case .secretTested(let report) where phase == .testing:
      self.report = report
      if steps.isEmpty { steps = report.steps }
      switch report.verdict {
      case .valid where store == nil: enter(.accepted)
      case .valid:
        enter(.storing)
        return begin()
      case .refused: enter(.refused)
      case .unreachable: enter(.unreachable)
      }
    case .stored(let stored) where phase == .storing: enter(.stored(stored))
    case .done(let effect, _) where effect == store: enter(.stored(nil))
    case .failed(let effect, let failure) where effect == store || effect == test:
      failedWhileStoring = effect == store
      enter(.failed(failure))
    default: break
    }
    return .stay
  }

  private mutating func act(_ key: Character, stored: StoredSecret, in context: DialogContext) -> DialogStep {
    switch key {
    case "y": return .run(.copy(stored.grant.id.description))
    case "Y": return .run(.copy(Snippet.shell.call(stored.summary).joined(separator: "\n")))
    case "s": showsCall.toggle()
    case "p": return .replace(.policy(PolicyForm(for: stored.grant, in: context)))
    default: break
    }
    return .stay
  }

  /// Where the value came from, with the value still there.
  private var back: DialogStep {
    switch origin {
    case .paste(let dialog): .replace(.paste(dialog))
    case .rotate(let dialog): .replace(.rotate(dialog))
    case .stored: .close
    }
  }

  private func leave() -> DialogStep {
    guard case .stored(let stored) = phase else { return back }
    if let stored { return DialogStep(.close, place: .grant(stored.grant.id)) }
    if case .rotate(let dialog) = origin { return DialogStep(.close, place: .secret(dialog.secret.id)) }
    return .close
  }

  var title: String { draft.name }

  var note: String {
    if store == nil { return storedNote }
    return switch phase {
    case .accepted: "accepted"
    case .testing: "testing, nothing is stored yet"
    case .refused: "refused, nothing is stored"
    case .unreachable: "not reached, nothing is stored"
    case .failed: "nothing is stored"
    case .storing: "storing"
    case .stored:
      switch report?.verdict {
      case .valid: "tested and stored"
      case .refused, .unreachable: "stored, though refused"
      case nil: "stored untested"
      }
    }
  }

  private var storedNote: String {
    switch phase {
    case .testing, .storing: "testing the stored value"
    case .accepted, .stored: "accepted"
    case .refused: "refused"
    case .unreachable: "not reached"
    case .failed: "not tested"
    }
  }

  var sameAs: String? {
    switch origin {
    case .paste(let dialog): dialog.sameAs
    case .rotate(let dialog): dialog.sameAs
    case .stored(let secret): "gatehouse secrets test \(ShellWord.quoted(secret.name))"
    }
  }

  var message: String? {
    guard case .stored(let stored) = phase else { return nil }
    return stored == nil
      ? "Stored. Every grant_id of \(draft.name) stays the same."
      : "Stored. The grant_id stays the same when you rotate the key."
  }

  var bindings: [KeyBinding] {
    let close = KeyBinding([.enter, .escape], "done", "Close")
    let back = KeyBinding(.escape, store == nil ? "close" : "back", store == nil ? "Close" : "Go back to the value")
    switch phase {
    case .testing, .storing: return [back]
    case .accepted, .stored(nil): return [close]
    case .refused, .unreachable, .failed:
      let focused = form.focusedButton?.hint ?? ""
      return [
        KeyBinding(.enter, focused, "Do what the focused button says"),
        KeyBinding([.tab, .right, .left], "other button", "Go to the other button"), back,
      ]
    case .stored:
      return [
        close,
        KeyBinding(.character("y"), "copy grant_id", "Copy the grant_id"),
        KeyBinding(.character("s"), "the call", "Show how a program calls through this grant"),
        KeyBinding(.character("Y"), "copy call", "Copy the command that calls through this grant"),
        KeyBinding(.character("p"), "policy", "Narrow the grant by a policy"),
      ]
    }
  }
}

extension StoredSecret {
  /// The new grant as the lists will show it.
  public var summary: GrantSummary {
    GrantSummary(grant: grant, source: .secret(secret), state: .unused, lastUsed: nil, usage: [], policies: [])
  }
}
