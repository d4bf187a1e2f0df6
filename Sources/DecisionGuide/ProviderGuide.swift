internal import Domain
public import TOMLDocuments

/// What the guide knows of one provider: the `[guide]` table of its file, or the general rules where it has none.
public struct ProviderGuide: Hashable, Sendable {
  /// When to take one of the two ways with this provider, and how strongly.
  public struct Method: Hashable, Sendable {
    /// `a Stripe API key`, `Stripe Connect`.
    public let name: String
    /// When it is right, as a sentence.
    public let when: String
    /// `Choose it for …`: how strongly, in words.
    public let strength: String
    /// An example for the tree, as a half sentence.
    public let example: String
  }

  public let provider: String
  public let providerName: String
  public let ways: [Way]
  /// In the order in which they are asked; none when there is only one way.
  public let questions: [Question]
  /// The first that matches decides.
  public let rules: [GuideRule]
  /// The way most applications take; nil when it depends on the answers.
  public let usual: Way?
  /// Why, in one sentence.
  public let reason: String
  /// The provider's line in the table of all providers.
  public let summary: String
  private let methods: [Way: Method]
  /// What to do next, by way.
  public let commands: [Way: [String]]

  public func method(_ way: Way) -> Method? { methods[way] }

  /// - Parameters:
  ///   - section: the `[guide]` table; nil when the provider has none.
  ///   - ways: at least one.
  public init(
    _ section: TOMLSection?, provider: String, name: String, ways: [Way], commands: [Way: [String]]
  ) throws(TOMLProblem) {
    let general = Guide.general
    try section?.refuseUnknownKeys(known: [
      "usual", "reason", "summary", "oauth", "managed_secret", "question", "rule",
    ])
    self.provider = provider
    providerName = name
    self.ways = ways
    self.commands = commands

    var questions = ways.count > 1 ? [general.question] : []
    var rules: [GuideRule] = []
    if let section {
      for question in try section.sections("question") { questions.append(try Question(question)) }
      for rule in try section.sections("rule") { rules.append(try GuideRule(rule, questions: questions)) }
    }
    self.questions = questions
    if rules.isEmpty { rules = ways.count > 1 ? general.rules : ways.compactMap { general.onlyRules[$0] } }
    self.rules = rules

    let only = ways.count == 1 ? ways[0] : nil
    if let section, only == nil, section.has("usual"), try section.string("usual") != "depends" {
      usual = try section.way("usual")
    } else {
      usual = only
    }
    let onlyReason = only.flatMap { general.onlyRules[$0]?.reasons.first }
    reason =
      try section?.optionalString("reason") ?? onlyReason ?? "It depends on whose account the calls are for."
    summary =
      try section?.optionalString("summary")
      ?? only.map { "\(general.branch($0).title) only" } ?? "users' accounts: OAuth; your own account: a key"

    var methods: [Way: Method] = [:]
    for way in ways {
      let text = try section?.optionalSection(way.rawValue)
      try text?.refuseUnknownKeys(known: ["name", "when", "strength", "example"])
      let branch = general.branch(way)
      methods[way] = Method(
        name: try text?.optionalString("name") ?? (way == .oauth ? "\(name) by OAuth" : "a \(name) credential"),
        when: try text?.optionalString("when") ?? "For \(branch.bestFor).",
        strength: try text?.optionalString("strength") ?? "",
        example: try text?.optionalString("example") ?? branch.exampleShort)
    }
    self.methods = methods
  }

  /// Checks answers that were typed.
  ///
  /// - Throws: ``GuideProblem`` for an unknown question or answer.
  public func check(_ answers: [String: String]) throws(GuideProblem) {
    // A provider with one way asks nothing, yet the general question may have been answered for it.
    let known = questions + (questions.contains(Guide.general.question) ? [] : [Guide.general.question])
    for (id, answer) in answers.sorted(by: { $0.key < $1.key }) {
      guard let question = known.first(where: { $0.id == id }) else {
        let names = known.map(\.id)
        let hint = Nearest.match(id, in: names).map { "did you mean \($0)?" }
        throw GuideProblem(
          "\(Printable.text(id, limit: 40)) is no question of \(providerName)",
          hint: hint ?? "it asks: \(names.joined(separator: ", "))")
      }
      guard question.answers.contains(where: { $0.id == answer }) else {
        throw GuideProblem(
          "\(Printable.text(answer, limit: 40)) is no answer to \(id)",
          hint: "write \(question.answers.map { "\(id)=\($0.id)" }.joined(separator: " or "))")
      }
    }
  }
}

/// An answer that the guide does not know.
public struct GuideProblem: Error, Hashable, CustomStringConvertible {
  public let description: String
  /// What to write instead.
  public let hint: String

  init(_ description: String, hint: String) {
    self.description = description
    self.hint = hint
  }
}
