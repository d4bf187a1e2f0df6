public import Domain
internal import Screen

/// A row of the log explained: what was decided then and why, and what today's policies say of the same call.
public struct ExplanationDialog: Sendable, Equatable {
  public let explanation: Explanation
  /// The first line shown, as far as there are more than rows.
  public internal(set) var top = 0
  /// The log keeps no scheme; the grant's binding has it.
  private let scheme: Origin.Scheme

  public init(_ explanation: Explanation, in context: DialogContext) {
    self.explanation = explanation
    let event = explanation.entry.event
    let grant = context.overview?.grants.first { $0.id == event.grantID }
    let origin = grant?.source.binding.origins.first { $0.description.hasSuffix("://\(event.host)") }
    scheme = origin?.scheme ?? .https
  }

  /// How today's policies differ from those of then.
  public var comparison: String? {
    switch explanation.comparison {
    case .same: "Then and today are the same: today's policies decide it as those of its time did."
    case .sameVerdict: "The verdict is the same; the rule, or its version, is another one."
    case .otherVerdict: "The policies, or the grant, have changed since: today it would be decided otherwise."
    case nil: nil
    }
  }

  /// What these decisions are made without.
  public var notKnown: String {
    let words = "Not known of a past call: its body, the names of its headers, and the calls counted before it."
    return explanation.isThenUncertain
      ? words + " It was decided with them, so what happened differs from what is said here of then." : words
  }

  /// A rule that would let the call pass, when the only thing missing is one.
  public var mend: Rule? {
    guard let today = explanation.today, today.verdict == .deny, today.decider == .noAllowRule else { return nil }
    let event = explanation.entry.event
    let rule = Rule(effect: .allow, methods: [event.method], host: event.host, path: event.path)
    return rule.problem == nil ? rule : nil
  }
}

extension ExplanationDialog: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape), .key(.enter), .key(.character("x")): return .close
    case .key(.character("p")):
      guard let mend, let grant = grant(in: context) else { return .stay }
      return .replace(.policy(PolicyForm(for: grant, rule: mend, in: context)))
    case .key(.character("g")):
      guard let id = explanation.entry.event.grantID else { return .stay }
      return DialogStep(.close, place: .grant(id))
    // The view knows how many lines there are; it never shows less than a screen of them.
    case .key(.down), .key(.character("j")): top = min(top + 1, Self.mostLines)
    case .key(.up), .key(.character("k")): top = max(0, top - 1)
    case .key(.pageDown): top = min(top + max(1, context.size.rows - 1), Self.mostLines)
    case .key(.pageUp): top = max(0, top - max(1, context.size.rows - 1))
    case .key(.home): top = 0
    default: break
    }
    return .stay
  }

  private static let mostLines = 60

  private func grant(in context: DialogContext) -> Grant? {
    context.overview?.grants.first { $0.id == explanation.entry.event.grantID }?.grant
  }

  var title: String { "Event \(Printable.count(explanation.entry.sequence)) explained" }
  var note: String { explanation.entry.event.kind.inWords }
  var sameAs: String? {
    let event = explanation.entry.event
    guard !event.method.isEmpty, !event.host.isEmpty else { return nil }
    let url = ShellWord.quoted("\(scheme.rawValue)://\(event.host)\(event.path)")
    return "gatehouse policy test \(event.method) \(url) --grant \(event.subject)"
  }

  var bindings: [KeyBinding] {
    var all = [
      KeyBinding([.enter, .escape, .character("x")], "close", "Close the explanation"),
      KeyBinding([.down, .up], "scroll", "One line down or up", shownAs: "↑↓"),
    ]
    if explanation.entry.event.grantID != nil {
      all.append(KeyBinding(.character("g"), "its grant", "Go to the grant of this call"))
    }
    if mend != nil {
      all.append(KeyBinding(.character("p"), "allow it", "Open a policy with the smallest rule that lets it pass"))
    }
    return all
  }
}
