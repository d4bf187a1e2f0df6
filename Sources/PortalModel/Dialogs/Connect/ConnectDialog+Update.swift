internal import Domain
internal import Screen

extension ConnectDialog: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    now = context.now
    if case .answer(let answer) = event { return take(answer) }
    switch phase {
    case .editing: return edit(event, in: context)
    case .running(let progress): return wait(event, progress)
    case .connected(let summary): return conclude(event, summary, in: context)
    }
  }

  private mutating func take(_ answer: PortalEvent) -> DialogStep {
    switch answer {
    case .connectionStep(let step): return take(step)
    case .connected(let summary):
      sent = nil
      problem = nil
      phase = .connected(summary)
      form = Form(fields: [], buttons: [FormButton("done", "Done")])
    case .failed(.connect(let draft), let failure) where draft == sent && failure.code != "cancelled":
      sent = nil
      problem = failure
      phase = .editing
      form.focus(.button("connect"))
    case .failed(.openBrowser, _):
      guard case .running(var progress) = phase else { break }
      progress.hasNoBrowser = true
      phase = .running(progress)
    // The passphrase is asked for first; what was filled in stands below it.
    case .adminNeeded(.connect): phase = .editing
    default: break
    }
    return .stay
  }

  private mutating func take(_ step: ConnectionStep) -> DialogStep {
    guard let sent else { return .stay }
    var progress = ConnectProgress(isDevice: sent.isDevice, since: now)
    if case .running(let present) = phase { progress = present }
    progress.take(step)
    phase = .running(progress)
    // The user at this machine agrees here; a code is for another device.
    if case .open(let url) = step { return .run(.openBrowser(url)) }
    return .stay
  }

  private mutating func edit(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return .close
    case .key(let key) where ScopeFields.leave(&form, by: key): return .stay
    default: break
    }
    switch form.handle(event) {
    case .edited(let id):
      form[id]?.problem = nil
      problem = nil
      if id == "name" { isNameProposed = false }
      if id == "app" { settle(in: context) } else { propose() }
    case .submitted, .pressed("connect"): return start(in: context)
    case .pressed: return .close
    case .moved, .ignored: break
    }
    return .stay
  }

  private mutating func start(in context: DialogContext) -> DialogStep {
    guard let draft = draft(in: context) else { return .stay }
    problem = nil
    sent = draft
    phase = .running(ConnectProgress(isDevice: draft.isDevice, since: now))
    return .run(.connect(draft))
  }

  private mutating func wait(_ event: DialogEvent, _ progress: ConnectProgress) -> DialogStep {
    switch event {
    case .key(.escape):
      sent = nil
      phase = .editing
      return DialogStep(effects: [.cancelConnect], message: "Cancelled. Nothing was stored.")
    case .key(.down), .key(.up):
      var progress = progress
      progress.scroll(by: event == .key(.down) ? 1 : -1)
      phase = .running(progress)
      return .stay
    case .key(.character("o")): return progress.page.map { .run(.openBrowser($0)) } ?? .stay
    case .key(.character("y")): return (progress.device?.userCode ?? progress.url).map { .run(.copy($0)) } ?? .stay
    case .key(.character("Y")): return progress.device.map { .run(.copy($0.scanned)) } ?? .stay
    case .paste(let bytes) where progress.takesPaste:
      var progress = progress
      progress.paste()
      phase = .running(progress)
      return .run(.pasteRedirect(bytes))
    default: return .stay
    }
  }

  private mutating func conclude(
    _ event: DialogEvent, _ summary: GrantSummary, in context: DialogContext
  ) -> DialogStep {
    let close = DialogStep(.close, place: .grant(summary.id))
    switch event {
    case .key(.escape): return close
    case .key(.character("y")): return .run(.copy(summary.id.description))
    case .key(.character("Y")):
      let sample = SampleCall.url(of: summary.source, in: context.catalog)
      return .run(.copy(Snippet.shell.call(summary, sample: sample).joined(separator: "\n")))
    case .key(.character("t")):
      return DialogStep(.replace(.compose(RequestComposer(summary, in: context))), place: .grant(summary.id))
    case .key(.character("p")):
      return DialogStep(.replace(.policy(PolicyForm(for: summary.grant, in: context))), place: .grant(summary.id))
    default: break
    }
    if case .pressed = form.handle(event) { return close }
    return .stay
  }
}
