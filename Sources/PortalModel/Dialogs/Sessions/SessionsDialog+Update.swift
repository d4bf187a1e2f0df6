internal import Domain
internal import Screen

extension SessionsDialog: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    // Not for a key: one that changes nothing here is free for the portal.
    if event.isTick { now = context.now }
    let wasAsking = isAsking
    follow(context)
    let hasEnded = wasAsking && !isAsking
    // A key meant to cancel a session means nothing to one that has just ended.
    if hasEnded, case .key = event { return DialogStep(message: Self.endedWords) }
    var step = respond(to: event, in: context)
    if hasEnded { step.message = Self.endedWords }
    return step
  }

  private static let endedWords = "It has ended meanwhile; there is nothing to cancel."

  private mutating func respond(to event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .answer(let answer): return take(answer)
    case .key(let key): return press(key, in: context)
    case .mouse(let mouse): return click(mouse, in: context)
    case .tick, .paste, .secretEdited: return .stay
    }
  }

  private var isAsking: Bool { if case .asking = page { true } else { false } }

  private mutating func take(_ answer: PortalEvent) -> DialogStep {
    switch answer {
    case .connectLink(let id, let url):
      if page != .list, shown?.id == id, shown?.isWaiting(at: now) == true { link = Link(session: id, url: url) }
      guard copies == id else { break }
      copies = nil
      return .run(.copy(url))
    case .failed(.connectLink(let id), let failure):
      if copies == id { copies = nil }
      if page != .list, shown?.id == id { problem = failure }
    case .done(.cancelSession(let id), _): if cancels == id { cancels = nil }
    case .failed(.cancelSession(let id), let failure) where cancels == id:
      cancels = nil
      if page != .list { problem = failure }
    default: break
    }
    return .stay
  }

  private mutating func press(_ key: Key, in context: DialogContext) -> DialogStep {
    if case .asking(let session, var form, let before) = page {
      if key == .escape {
        page = before
        return .stay
      }
      let change = form.handle(.key(key))
      page = .asking(session, form, before: before)
      switch change {
      case .pressed("cancel"): return cancel(session, before: before)
      case .pressed: page = before
      default: break
      }
      return .stay
    }
    switch key {
    case .escape, .left, .character("h"): return goBack()
    case .character("y"): return copy()
    case .character("v"): return togglePicture()
    case .character("d"): return ask()
    case .enter, .right, .character("l"):
      guard page == .list, let session = shown else { return .stay }
      return show(.detail(session))
    default: break
    }
    switch page {
    case .list: _ = list.handle(key, rows: max(1, context.size.rows - Self.firstRow))
    case .detail: scroll(key, in: context)
    case .picture, .asking: break
    }
    return .stay
  }

  private mutating func goBack() -> DialogStep {
    switch page {
    case .list: return .close
    case .picture(let session) where cameFromDetail: page = .detail(session)
    default: leave()
    }
    return .stay
  }

  private mutating func leave() {
    page = .list
    (link, problem, top, copies) = (nil, nil, 0, nil)
  }

  /// The address is asked for each time it is to be seen: the broker may be another one by now.
  private mutating func show(_ newPage: Page) -> DialogStep {
    page = newPage
    (problem, top) = (nil, 0)
    guard let session = shown, session.isWaiting(at: now) else { return .stay }
    return .run(.connectLink(session: session.id))
  }

  private mutating func copy() -> DialogStep {
    guard let session = shown, session.isWaiting(at: now) else { return .stay }
    copies = session.id
    return .run(.connectLink(session: session.id))
  }

  private mutating func togglePicture() -> DialogStep {
    if isPicture { return goBack() }
    guard let session = shown, session.isWaiting(at: now) else { return .stay }
    cameFromDetail = page != .list
    return show(.picture(session))
  }

  private mutating func ask() -> DialogStep {
    guard let session = shown, session.isWaiting(at: now), cancels == nil else { return .stay }
    problem = nil
    page = .asking(
      session,
      Form(
        fields: [], buttons: [FormButton("keep", "Keep it"), FormButton("cancel", "Cancel the session")],
        focus: .button("keep")),
      before: page)
    return .stay
  }

  private mutating func cancel(_ session: ConnectSession, before: Page) -> DialogStep {
    page = before
    cancels = session.id
    return .run(.cancelSession(session: session.id))
  }

  // MARK: Moving

  private mutating func click(_ mouse: MouseEvent, in context: DialogContext) -> DialogStep {
    switch (mouse.kind, page) {
    case (.wheelUp, .list): list.move(by: -1)
    case (.wheelDown, .list): list.move(by: 1)
    case (.wheelUp, .detail): scroll(by: -3, in: context)
    case (.wheelDown, .detail): scroll(by: 3, in: context)
    case (.press, .list):
      let shownLines = lines(rows: max(0, context.size.rows - Self.firstRow))
      let index = shownLines.startIndex + mouse.position.row - Self.firstRow
      guard shownLines.indices.contains(index), case .session(let session) = shownLines[index] else { break }
      if list.selected == session.id { return show(.detail(session)) }
      list.select(session.id)
    default: break
    }
    return .stay
  }

  private mutating func scroll(_ key: Key, in context: DialogContext) {
    let page = max(1, context.size.rows - 1)
    switch key {
    case .up, .character("k"): scroll(by: -1, in: context)
    case .down, .character("j"): scroll(by: 1, in: context)
    case .pageUp: scroll(by: -page, in: context)
    case .pageDown: scroll(by: page, in: context)
    case .home, .character("g"): top = 0
    case .end, .character("G"): scroll(by: .max / 2, in: context)
    default: break
    }
  }

  private mutating func scroll(by distance: Int, in context: DialogContext) {
    guard case .detail(let session) = page else { return }
    let count = detailLines(of: session, in: context).count
    top = max(0, min(top + distance, count - context.size.rows))
  }
}

extension DialogEvent {
  var isTick: Bool { if case .tick = self { true } else { false } }
}
