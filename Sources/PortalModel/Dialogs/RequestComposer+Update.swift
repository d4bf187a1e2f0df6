internal import Domain
internal import Screen

extension RequestComposer: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    if case .tick(let time) = event { now = time }
    if case .answer(let answer) = event {
      take(answer)
      return .stay
    }
    switch phase {
    case .editing, .failed: return edit(event, in: context)
    case .running(let id, _):
      guard event == .key(.escape) else { return .stay }
      phase = .editing
      return DialogStep(effects: [.cancelSend(id: id)], message: "Cancelled. What was sent stands in the log.")
    case .answered(let answer): return read(event, answer, rows: context.size.rows)
    }
  }

  private mutating func take(_ answer: PortalEvent) {
    guard case .running(let id, _) = phase else { return }
    switch answer {
    case .answer(id, let answer):
      phase = .answered(AnswerText(answer))
      top = 0
    case .failed(.send(let request), let failure) where request.id == id: phase = .failed(failure)
    default: break
    }
  }

  private mutating func edit(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return .close
    case .key(.control("s")): return send(in: context)
    default: break
    }
    switch form.handle(event) {
    case .edited(let id):
      phase = .editing
      if id == "headers" { form["headers"]?.problem = nil }
      decide(in: context)
    case .submitted, .pressed("send"): return send(in: context)
    case .pressed: return .close
    case .moved, .ignored: break
    }
    return .stay
  }

  private mutating func send(in context: DialogContext) -> DialogStep {
    decide(in: context)
    let headers = headers()
    guard !form.focusFirstProblem() else { return .stay }
    let request = ComposedRequest(
      id: Identifier(), grantID: grant.id, method: form.text("method"), url: url, headers: headers,
      body: form.text("body"))
    now = context.now
    hasSent = true
    phase = .running(id: request.id, since: context.now)
    return .run(.send(request))
  }

  private mutating func read(_ event: DialogEvent, _ answer: AnswerText, rows: Int) -> DialogStep {
    // The head takes six rows of the dialog; the last line can be scrolled to the top, not further.
    let page = max(1, rows - 6)
    var target = top
    switch event {
    case .key(.escape), .key(.enter), .key(.character("e")):
      phase = .editing
      return .stay
    case .key(.character("a")):
      guard let sequence = answer.answer.auditSequence else { return .stay }
      return DialogStep(.close, place: .auditEvent(sequence))
    case .key(.up), .key(.character("k")): target -= 1
    case .key(.down), .key(.character("j")): target += 1
    case .key(.pageUp), .key(.control("b")): target -= page
    case .key(.pageDown), .key(.control("f")), .key(.character(" ")): target += page
    case .key(.control("u")): target -= page / 2
    case .key(.control("d")): target += page / 2
    case .key(.home), .key(.character("g")): target = 0
    case .key(.end), .key(.character("G")): target = answer.lines.count - page
    case .mouse(let mouse) where mouse.kind == .wheelUp: target -= 3
    case .mouse(let mouse) where mouse.kind == .wheelDown: target += 3
    default: return .stay
    }
    top = max(0, min(target, answer.lines.count - 1))
    return .stay
  }

  var title: String { "Request through \(grant.name)" }

  var note: String {
    switch phase {
    case .editing: hasSent ? "nothing new is sent yet" : "nothing is sent yet"
    case .running: "sent, waiting"
    case .answered(let answer):
      "\(Printable.count(answer.answer.bodyBytes)) bytes in \(Printable.duration(milliseconds: answer.answer.milliseconds))"
    case .failed: "no answer"
    }
  }

  var isDirty: Bool { form.isDirty }

  var sameAs: String? {
    var words = ["gatehouse request", form.text("method"), ShellWord.quoted(url), "--grant", grant.name]
    for line in form.text("headers").split(separator: "\n") where line.contains(":") {
      words += ["-H", ShellWord.quoted(String(line))]
    }
    if !form.text("body").isEmpty { words.append("--data @FILE") }
    return words.joined(separator: " ")
  }

  var bindings: [KeyBinding] {
    switch phase {
    case .editing, .failed:
      [
        KeyBinding(
          form.isFocused("headers") || form.isFocused("body") ? [.control("s")] : [.enter, .control("s")], "send",
          "Send the request"),
        KeyBinding(.tab, "next field", "Go to the next field"),
        form.changeBinding,
        KeyBinding(.escape, "close", "Close the composer"),
      ]
    case .running: [KeyBinding(.escape, "cancel", "Stop waiting and drop the connection")]
    case .answered(let answer):
      [
        KeyBinding([.down, .up, .pageDown, .pageUp, .home, .end], "scroll", "Scroll the answer"),
        KeyBinding(
          .character("a"), "audit row", "Go to the row of this call in the log",
          disabledReason: answer.answer.auditSequence == nil ? "The call left no row" : nil),
        KeyBinding([.escape, .enter, .character("e")], "edit", "Back to the request"),
      ]
    }
  }
}
