internal import Domain
internal import Screen

extension ApprovalsDialog: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    follow(context)
    let step = respond(to: event, in: context)
    layOut(columns: context.size.columns)
    return step
  }

  private mutating func respond(to event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .tick: now = context.now
    case .answer(let answer): take(answer, in: context)
    case .key(let key): return press(key, in: context)
    case .paste:
      if case .denying(var form) = phase {
        _ = form.handle(event)
        phase = .denying(form)
      }
    case .mouse(let mouse) where mouse.kind == .wheelUp: scroll(by: -3, in: context)
    case .mouse(let mouse) where mouse.kind == .wheelDown: scroll(by: 3, in: context)
    case .mouse, .secretEdited: break
    }
    return .stay
  }

  private mutating func take(_ answer: PortalEvent, in context: DialogContext) {
    switch answer {
    case .approvalAnswered(let id, let progress):
      if case .wants = progress {} else { answered.insert(id) }
      guard case .call(let call) = page, call.id == id else { return follow(context) }
      (phase, pending, problem) = (.reading, nil, nil)
      // The next answer to the same call is another answer.
      shownSince = context.now
      if case .wants = progress { return }
      leave(call, progress, at: context.now)
      follow(context)
    case .failed(.answerApproval(let id, _, _, _), let failure):
      if shownCall?.id == id { (phase, pending, problem) = (.reading, nil, failure) }
    case .failed(.endPass, let failure): if page == .passes { problem = failure }
    case .adminNeeded(let effect) where effect.answeredCall != nil && effect.answeredCall == shownCall?.id:
      (phase, pending) = (.reading, effect)
    case .adminHeld:
      if case .call(let call) = page, pending?.answeredCall == call.id { phase = .sending }
      pending = nil
    default: break
    }
  }

  private mutating func press(_ key: Key, in context: DialogContext) -> DialogStep {
    switch phase {
    case .naming(let form, let choice): return name(key, form, choice, in: context)
    case .denying(let form): return typeReason(key, form, in: context)
    case .reading, .sending: break
    }
    switch key {
    case .escape, .character("l"): return .close
    case .right, .tab, .character("]"): move(by: 1, at: context.now)
    case .left, .backTab, .character("["): move(by: -1, at: context.now)
    case .character("b"):
      guard let call = shownCall, call.body.canBeRaw else { break }
      isRaw.toggle()
      scroll(by: 0, in: context)
    case .character("a"): return choose(.once, in: context)
    case .character("A"): return choose(.forShape(seconds: ApprovalChoice.usualPass), in: context)
    case .character("d"):
      guard canAnswer(context) else { break }
      let reason = FormField(
        "reason", "Reason", .text(TextInput(unsentReason, limit: 300)), note: "the caller reads it")
      phase = .denying(Form(fields: [reason], buttons: []))
    case .character("e"):
      guard page == .passes, isSettled(context), let id = passList.selected else { break }
      problem = nil
      return .run(.endPass(id))
    default: scroll(key, in: context)
    }
    return .stay
  }

  // MARK: Answering

  private func isSettled(_ context: DialogContext) -> Bool {
    context.now.microseconds - shownSince.microseconds >= Self.settling
  }

  private func canAnswer(_ context: DialogContext) -> Bool {
    guard case .call = page, phase == .reading else { return false }
    return isSettled(context)
  }

  private mutating func choose(_ choice: ApprovalChoice, in context: DialogContext) -> DialogStep {
    guard canAnswer(context), case .call(let call) = page else { return .stay }
    guard !call.wantsUserOnly else {
      problem = PortalFailure(
        code: "bad_input", message: "only the user whose grant it is can approve this call",
        hint: "they do in their wallet; you can deny it")
      return .stay
    }
    let names = call.openApprovers.filter { $0 != Approval.endUser }
    guard !names.isEmpty else { return send(choice, of: call, as: nil) }
    phase = .naming(
      Form(fields: [.choice("as", "As", names, selected: names.firstIndex(of: user) ?? 0)], buttons: []), choice)
    shownSince = context.now
    return .stay
  }

  /// The key that began it sends it, so that Enter and Space do not.
  private mutating func name(
    _ key: Key, _ form: Form, _ choice: ApprovalChoice, in context: DialogContext
  ) -> DialogStep {
    var form = form
    switch key {
    case .escape: (phase, shownSince) = (.reading, context.now)
    case choice.key:
      guard isSettled(context), case .call(let call) = page else { break }
      return send(choice, of: call, as: form.text("as"))
    case .left, .right:
      _ = form.handle(.key(key))
      phase = .naming(form, choice)
    default: scroll(key, in: context)
    }
    return .stay
  }

  private mutating func send(_ choice: ApprovalChoice, of call: ParkedCall, as name: String?) -> DialogStep {
    let effect = Effect.answerApproval(call: call.id, shown: call.digest, choice, approver: name)
    problem = nil
    // Who answers under a second name shows the passphrase again.
    if name != nil, call.answers.contains(where: { $0.verdict == .approved }) {
      (phase, pending) = (.reading, effect)
      return DialogStep(.push(.passphrase(PassphrasePrompt(for: effect))), effects: [.dropAdmin])
    }
    phase = .sending
    return .run(effect)
  }

  private mutating func typeReason(_ key: Key, _ form: Form, in context: DialogContext) -> DialogStep {
    var form = form
    if key == .escape {
      (phase, shownSince) = (.reading, context.now)
      return .stay
    }
    let change = form.handle(.key(key))
    form.setProblem("reason", nil)
    phase = .denying(form)
    guard change == .submitted else { return .stay }
    guard case .call(let call) = page else {
      (phase, shownSince) = (.reading, context.now)
      return DialogStep(message: "Nothing was sent: the call no longer waits.")
    }
    let reason = form.text("reason")
    guard !reason.allSatisfy(\.isWhitespace) else {
      form.setProblem("reason", "say why")
      phase = .denying(form)
      return .stay
    }
    unsentReason = reason
    return send(.deny(reason: reason), of: call, as: nil)
  }

  // MARK: Scrolling

  private mutating func scroll(_ key: Key, in context: DialogContext) {
    let rows = rows(in: context)
    guard page != .passes else {
      let before = passList.selected
      if passList.handle(key, rows: max(1, rows / 2)), passList.selected != before { shownSince = context.now }
      return
    }
    switch key {
    case .up, .character("k"): scroll(by: -1, in: context)
    case .down, .character("j"): scroll(by: 1, in: context)
    case .pageUp, .control("b"): scroll(by: 1 - rows, in: context)
    case .pageDown, .control("f"): scroll(by: rows - 1, in: context)
    case .control("u"): scroll(by: -rows / 2, in: context)
    case .control("d"): scroll(by: rows / 2, in: context)
    case .home, .character("g"): top = 0
    case .end, .character("G"): scroll(by: .max / 2, in: context)
    default: break
    }
  }

  private mutating func scroll(by distance: Int, in context: DialogContext) {
    top = max(0, min(top + distance, mostTop(columns: context.size.columns, rows: rows(in: context))))
  }

  private func rows(in context: DialogContext) -> Int { max(1, context.size.rows - answerLines(in: context).count) }
}

extension Effect {
  /// The call that the effect answers.
  var answeredCall: Identifier? { if case .answerApproval(let call, _, _, _) = self { call } else { nil } }
}

extension ApprovalChoice {
  /// The key of the choice.
  fileprivate var key: Key {
    switch self {
    case .once: .character("a")
    case .forShape: .character("A")
    case .deny: .character("d")
    }
  }
}

extension ParkedCall {
  /// Whether the only approval that is still wanted is that of the user whose grant it is.
  fileprivate var wantsUserOnly: Bool {
    openApprovers == [Approval.endUser] && !asks.contains { $0.approval.approvers.isEmpty }
  }
}
