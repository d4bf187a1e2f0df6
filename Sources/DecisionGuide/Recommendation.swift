/// What the guide says to some answers, and why.
public struct Recommendation: Hashable, Sendable {
  public enum Certainty: String, Hashable, Sendable {
    case certain, likely
    /// Not enough was answered: what most applications do.
    case usual
  }

  /// nil when it depends on an answer that is missing; `choiceWord` is then `undecided`.
  public let choice: Way?
  /// The id of the rule that fired; `usual` when none did.
  public let rule: String
  public let certainty: Certainty
  /// `Managed secret: a Stripe API key.`
  public let headline: String
  public let reasons: [String]
  public let risks: [String]
  /// When the other way would win; may be empty.
  public let otherWay: String
  /// The next one to ask; nil when all are answered.
  public let nextQuestion: Question?
  public let nextCommands: [String]

  public var choiceWord: String { choice?.rawValue ?? "undecided" }
}

extension Guide {
  /// Decides. Pure: the same guide and answers always give the same. Answers to unknown questions change nothing; see
  /// ``ProviderGuide/check(_:)``.
  public static func recommend(_ guide: ProviderGuide, answers: [String: String]) -> Recommendation {
    let next = guide.questions.first { answers[$0.id] == nil }
    guard let rule = guide.rules.first(where: { $0.matches(answers) }) else { return usual(guide, next: next) }
    var risks = rule.risks
    // Where there is only one way, the provider's own reason says more than the general rule.
    let reasons = guide.ways.count == 1 && rule.reasons != [guide.reason] ? [guide.reason] + rule.reasons : rule.reasons
    if guide.ways == [.oauth], answers[general.question.id] == "no" {
      risks.insert(
        "You answered that no user has to agree; \(guide.providerName) still wants the consent of the account's owner.",
        at: 0)
    }
    if guide.ways == [.managedSecret], answers[general.question.id] == "yes" {
      risks.insert(
        "You answered that users bring their own accounts; here each would have to give you a key of theirs.", at: 0)
    }
    // While a question is open that could still turn it, nothing is certain.
    let isOpen = next.map { question in
      question.answers.contains { answer in
        let then = answers.merging([question.id: answer.id]) { $1 }
        return guide.rules.first { $0.matches(then) }?.choice != rule.choice
      }
    }
    return Recommendation(
      choice: rule.choice, rule: rule.id, certainty: isOpen == true ? .likely : rule.certainty,
      headline: headline(guide, rule.choice), reasons: reasons, risks: risks, otherWay: rule.otherWay,
      nextQuestion: next, nextCommands: guide.commands[rule.choice] ?? [])
  }

  private static func usual(_ guide: ProviderGuide, next: Question?) -> Recommendation {
    let rules = guide.rules.filter { $0.choice == guide.usual }
    return Recommendation(
      choice: guide.usual, rule: "usual", certainty: .usual,
      headline: guide.usual.map { headline(guide, $0) } ?? "It depends on the answer.", reasons: [guide.reason],
      risks: rules.first?.risks ?? [], otherWay: rules.first?.otherWay ?? "", nextQuestion: next,
      nextCommands: guide.usual.flatMap { guide.commands[$0] }
        ?? ["gatehouse guide \(guide.provider) --answer \(next.map { "\($0.id)=\($0.answers[0].id)" } ?? "")"])
  }

  private static func headline(_ guide: ProviderGuide, _ way: Way) -> String {
    "\(general.branch(way).title): \(guide.method(way)?.name ?? guide.providerName)."
  }
}
