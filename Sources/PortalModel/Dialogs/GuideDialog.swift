public import DecisionGuide
internal import Domain
internal import ProviderCatalog

/// The decision guide: OAuth connection or managed secret, asked, answered with its reason, and led into an action.
public struct GuideDialog: Sendable, Equatable {
  public enum Stage: Sendable, Equatable {
    /// Which provider; the general question with its examples stands above.
    case choosing
    case asking
    case answered
    /// The table of all providers.
    case summary
    /// What to think about when the question itself is hard to answer.
    case unsure
  }

  public internal(set) var stage: Stage = .choosing
  /// Every provider's guide, by id, in the order of the list; the last is an API that the catalogue does not know.
  public let guides: [ProviderGuide]
  public internal(set) var filter = TextInput()
  public internal(set) var list: ListState<String>
  /// The guide being walked; nil while choosing.
  public internal(set) var guide: ProviderGuide?
  /// Answers by question.
  public internal(set) var answers: [String: String] = [:]
  /// The question that has the bar.
  public internal(set) var questionIndex = 0
  /// The answer that has the bar.
  public internal(set) var answerIndex = 0
  /// What the answers lead to so far; nil while choosing.
  public internal(set) var recommendation: Recommendation?
  public internal(set) var form = Form(fields: [], buttons: [])
  /// The first line shown, where there are more than rows.
  public internal(set) var top = 0
  /// Providers with an OAuth app already: there an account can be connected at once.
  let withApps: Set<String>
  /// Where Esc leads from the table and the advice.
  var earlier: Stage = .choosing

  /// The id of the guide for an API that the catalogue does not know.
  public static let otherAPI = "custom"

  /// - Parameter provider: asked about at once; nil, or one that the catalogue does not know, lets the person choose.
  public init(provider: String? = nil, in context: DialogContext) {
    var guides = context.catalog.providers.map(\.guide)
    if let other = try? ProviderGuide(
      nil, provider: Self.otherAPI, name: "another API", ways: Way.allCases, commands: [:])
    {
      guides.append(other)
    }
    self.guides = guides
    withApps = Set(context.overview?.oauthApps.map(\.provider) ?? [])
    list = ListState(guides.map(\.provider))
    if let provider, guides.contains(where: { $0.provider == provider }) { choose(provider) }
  }

  /// The question being asked, or the last one answered.
  public var question: Question? {
    guide.flatMap { $0.questions.indices.contains(questionIndex) ? $0.questions[questionIndex] : nil }
  }

  /// The key of an answer: `y` and `n`, else its number.
  func key(ofAnswer index: Int) -> Character {
    let label = question?.answers[index].label ?? ""
    return label == "yes" || label == "no" ? label.first ?? "?" : Character("\(index + 1)")
  }

  func answer(for key: Character) -> Int? {
    question?.answers.indices.first { self.key(ofAnswer: $0) == key }
  }

  /// The list's rows after the filter.
  public var shown: [ProviderGuide] { list.ids.compactMap { id in guides.first { $0.provider == id } } }

  /// Whether it is a provider of the catalogue.
  public var isKnownProvider: Bool { guide.map { $0.provider != Self.otherAPI } ?? false }

  /// Whether the guide's provider has an OAuth app already.
  var hasApp: Bool { guide.map { withApps.contains($0.provider) } ?? false }

  mutating func applyFilter() {
    let words = filter.text.lowercased()
    let matches = guides.filter { guide in
      words.isEmpty || guide.provider.contains(words) || guide.providerName.lowercased().contains(words)
    }
    list.replace(matches.map(\.provider))
    // Of several matches the one that begins so is meant.
    if let first = matches.first(where: { $0.provider.hasPrefix(words) }), !words.isEmpty {
      list.select(first.provider)
    }
  }

  mutating func choose(_ provider: String) {
    guide = guides.first { $0.provider == provider }
    answers = [:]
    (questionIndex, answerIndex, top) = (0, 0, 0)
    decide()
    stage = question == nil ? .answered : .asking
  }

  /// Takes the answer that has the bar, and goes to the next question or to the recommendation.
  mutating func answer() {
    guard let question, question.answers.indices.contains(answerIndex) else { return }
    answers[question.id] = question.answers[answerIndex].id
    // An earlier answer was changed: the later questions are asked again.
    for later in guide?.questions.dropFirst(questionIndex + 1) ?? [] { answers[later.id] = nil }
    decide()
    if recommendation?.nextQuestion != nil {
      questionIndex += 1
      answerIndex = 0
      stage = .asking
    } else {
      stage = .answered
    }
  }

  /// The other answer to the same question, in place.
  mutating func flip() {
    guard let question, stage == .answered else { return }
    answerIndex = (answerIndex + 1) % question.answers.count
    answers[question.id] = question.answers[answerIndex].id
    decide()
  }

  /// Back to the question before.
  mutating func ask(at index: Int) {
    guard let guide, guide.questions.indices.contains(index) else { return }
    questionIndex = index
    for later in guide.questions.dropFirst(index) { answers[later.id] = nil }
    answerIndex = 0
    stage = .asking
    decide()
  }

  private mutating func decide() {
    guard let guide else { return }
    let recommendation = Guide.recommend(guide, answers: answers)
    self.recommendation = recommendation
    top = 0
    // The recommended way has the focus, whatever had it before.
    form = Form(fields: [], buttons: Self.buttons(guide, recommendation.choice, hasApp: hasApp))
  }

  /// What can be done next; the recommended way first.
  private static func buttons(_ guide: ProviderGuide, _ choice: Way?, hasApp: Bool) -> [FormButton] {
    let preferred = choice ?? guide.ways[0]
    let ways = [preferred] + guide.ways.filter { $0 != preferred }
    return ways.enumerated().map { index, way in
      let instead = index == 0 ? "" : " instead"
      return switch way {
      case .managedSecret: FormButton("paste", index == 0 ? "Paste the key" : "Paste a key\(instead)")
      case .oauth: FormButton("oauth", (hasApp ? "Connect an account" : "Set up OAuth") + instead)
      }
    } + [FormButton("unsure", "Still unsure?")]
  }
}
