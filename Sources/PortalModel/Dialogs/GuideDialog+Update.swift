internal import DecisionGuide
internal import Domain
internal import Screen

extension GuideDialog: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    if case .mouse(let mouse) = event {
      scroll(by: mouse.kind == .wheelUp ? -3 : mouse.kind == .wheelDown ? 3 : 0)
      return .stay
    }
    if case .paste(let bytes) = event {
      // Whoever has the key in the clipboard has decided.
      return .replace(
        .paste(PasteDialog(pasted: bytes, provider: isKnownProvider ? guide?.provider : nil, in: context)))
    }
    guard case .key(let key) = event else { return .stay }
    switch stage {
    case .choosing: return choosing(key, rows: context.size.rows)
    case .asking: return asking(key)
    case .answered: return answered(key, in: context)
    case .summary: return table(key, rows: context.size.rows)
    case .unsure:
      if key == .escape || key == .enter { leave() } else { scroll(key, rows: context.size.rows) }
      return .stay
    }
  }

  private mutating func choosing(_ key: Key, rows: Int) -> DialogStep {
    switch key {
    case .escape:
      if filter.isEmpty { return .close }
      filter.set("")
      applyFilter()
    case .control("a"): open(.summary)
    case .enter: if let id = list.selected { choose(id) }
    case .up, .down, .pageUp, .pageDown, .control("p"), .control("n"): _ = list.handle(key, rows: max(1, rows - 10))
    default:
      let before = filter.text
      if filter.handle(key), filter.text != before { applyFilter() }
    }
    return .stay
  }

  private mutating func asking(_ key: Key) -> DialogStep {
    guard let question else { return .stay }
    switch key {
    case .escape: return back()
    case .up, .character("k"): answerIndex = max(0, answerIndex - 1)
    case .down, .character("j"): answerIndex = min(question.answers.count - 1, answerIndex + 1)
    case .enter: answer()
    case .character("a"): open(.summary)
    case .character("u"): open(.unsure)
    case .character(let letter):
      guard let index = self.answer(for: letter) else { return .stay }
      answerIndex = index
      answer()
    default: break
    }
    return .stay
  }

  private mutating func answered(_ key: Key, in context: DialogContext) -> DialogStep {
    switch key {
    case .escape: return back()
    case .character("c"): flip()
    case .character("o"): return setUpOAuth(in: context)
    case .character("p"): return paste(in: context)
    case .character("a"): open(.summary)
    case .character("u"): open(.unsure)
    case .character(let letter) where self.answer(for: letter) != nil:
      answerIndex = self.answer(for: letter) ?? answerIndex
      answer()
    case .up, .down, .pageUp, .pageDown, .home, .end: scroll(key, rows: context.size.rows)
    default:
      switch form.handle(.key(key)) {
      case .pressed("paste"): return paste(in: context)
      case .pressed("oauth"): return setUpOAuth(in: context)
      case .pressed: open(.unsure)
      default: break
      }
    }
    return .stay
  }

  private mutating func table(_ key: Key, rows: Int) -> DialogStep {
    switch key {
    case .escape: leave()
    case .enter: if let id = list.selected { choose(id) }
    default: _ = list.handle(key, rows: max(1, rows - 6))
    }
    return .stay
  }

  private mutating func open(_ next: Stage) {
    earlier = stage
    if next == .summary {
      filter.set("")
      applyFilter()
    }
    stage = next
    top = 0
  }

  private mutating func leave() {
    stage = earlier
    top = 0
  }

  /// One level: an earlier question, the list of providers, the panes.
  private mutating func back() -> DialogStep {
    if stage == .answered, question != nil {
      ask(at: questionIndex)
    } else if questionIndex > 0 {
      ask(at: questionIndex - 1)
    } else {
      guide = nil
      recommendation = nil
      stage = .choosing
    }
    return .stay
  }

  private func paste(in context: DialogContext) -> DialogStep {
    guard guide?.ways.contains(.managedSecret) ?? true else { return .stay }
    return .replace(.paste(PasteDialog(provider: guide?.provider, in: context)))
  }

  private func setUpOAuth(in context: DialogContext) -> DialogStep {
    guard guide?.ways.contains(.oauth) ?? true else { return .stay }
    if hasApp, let dialog = ConnectDialog(app: guide?.provider, in: context) { return .replace(.connect(dialog)) }
    return .replace(.oauthApp(OAuthAppForm(provider: isKnownProvider ? guide?.provider : nil, in: context)))
  }

  /// The view knows how many lines there are; it never shows less than a screen of them.
  private mutating func scroll(by distance: Int) { top = max(0, min(top + distance, 200)) }

  private mutating func scroll(_ key: Key, rows: Int) {
    switch key {
    case .up, .character("k"): scroll(by: -1)
    case .down, .character("j"): scroll(by: 1)
    case .pageUp: scroll(by: 1 - rows)
    case .pageDown: scroll(by: rows - 1)
    case .home, .character("g"): top = 0
    case .end, .character("G"): top = 200
    default: break
    }
  }
}
