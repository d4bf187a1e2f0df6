internal import DecisionGuide
internal import Screen

extension GuideDialog {
  var title: String {
    switch stage {
    case .choosing, .asking, .answered: "Guide"
    case .summary: "Guide: all providers"
    case .unsure: "Guide: still unsure?"
    }
  }

  var note: String {
    switch stage {
    case .choosing: "OAuth connection or managed secret"
    case .summary: "\(guides.count - 1) providers"
    case .unsure: guide?.providerName ?? ""
    case .asking, .answered: progress
    }
  }

  /// `Stripe    question 1 of 1    c changes the answer`.
  private var progress: String {
    guard let guide else { return "" }
    guard !guide.questions.isEmpty else { return "\(guide.providerName)    one way only" }
    let place = "\(guide.providerName)    question \(questionIndex + 1) of \(guide.questions.count)"
    return stage == .answered ? "\(place)    c changes the answer" : place
  }

  var sameAs: String? {
    guard let guide else { return "gatehouse guide" }
    var words = ["gatehouse guide"]
    if isKnownProvider { words.append(ShellWord.quoted(guide.provider)) }
    for question in guide.questions {
      if let answer = answers[question.id] { words.append("--answer \(question.id)=\(answer)") }
    }
    return words.joined(separator: " ")
  }

  var bindings: [KeyBinding] {
    switch stage {
    case .choosing:
      [
        KeyBinding(.enter, "choose", "Ask about the selected provider"),
        KeyBinding([.down, .up], "provider", "Go through the providers"),
        KeyBinding(.control("a"), "all providers", "The table of all providers"),
        KeyBinding(.escape, filter.isEmpty ? "back" : "clear filter", "Clear the filter, then close the guide"),
      ]
    case .asking:
      [KeyBinding(.enter, "answer", "Take the answer that has the bar")] + letters
        + [KeyBinding([.down, .up], "other answer", "Go to the other answer")] + common
    case .answered:
      [
        KeyBinding(.enter, focusedLabel, "Do what the focused button says"),
        KeyBinding(
          .character("o"),
          recommendation?.choice == .managedSecret ? "OAuth instead" : hasApp ? "connect" : "OAuth app",
          hasApp ? "Connect an account" : "Set up an OAuth app, then connect an account",
          disabledReason: reason(against: .oauth)),
        KeyBinding(.character("c"), "change answer", "Give the other answer, in place"),
      ] + common + [
        KeyBinding(.character("p"), "paste", "Paste a credential", disabledReason: reason(against: .managedSecret)),
        KeyBinding([.right, .left, .tab], "other button", "Go to the other buttons"),
        KeyBinding([.down, .up, .pageDown, .pageUp], "scroll", "Scroll the text"),
      ]
    case .summary:
      [
        KeyBinding(.enter, "choose", "Ask about the selected provider"),
        KeyBinding([.down, .up], "provider", "Go through the providers"),
        KeyBinding(.escape, "back", "Back to the guide"),
      ]
    case .unsure:
      [
        KeyBinding([.down, .up, .pageDown, .pageUp], "scroll", "Scroll the text"),
        KeyBinding([.escape, .enter], "back", "Back to the guide"),
      ]
    }
  }

  private var letters: [KeyBinding] {
    (question?.answers ?? []).enumerated().map { index, answer in
      KeyBinding(.character(key(ofAnswer: index)), answer.label, "Answer \(answer.label)")
    }
  }

  private var common: [KeyBinding] {
    [
      KeyBinding(.character("a"), "all providers", "The table of all providers"),
      KeyBinding(.escape, "back", "One step back"),
      KeyBinding(.character("u"), "unsure", "What to think about when the question is hard to answer"),
    ]
  }

  private var focusedLabel: String {
    form.focusedButton?.hint ?? "go on"
  }

  private func reason(against way: Way) -> String? {
    guard let guide, !guide.ways.contains(way) else { return nil }
    return "\(guide.providerName) does not offer it"
  }
}
