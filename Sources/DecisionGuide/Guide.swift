internal import TOMLDocuments

/// The general part of the decision guide: the question, the tree, two examples, the comparison, and what to think
/// about when still unsure. Its texts stand in `Data/guide.toml`.
public struct Guide: Hashable, Sendable {
  /// One way in the tree and above its column of the comparison.
  public struct Branch: Hashable, Sendable {
    public let way: Way
    /// `OAuth connection`.
    public let title: String
    public let bestFor: String
    /// The general example as a sentence, and as a half sentence for the tree.
    public let example: String
    public let exampleShort: String
  }

  public struct ComparisonRow: Hashable, Sendable {
    public let aspect: String
    public let oauth: String
    public let managedSecret: String

    public func text(of way: Way) -> String { way == .oauth ? oauth : managedSecret }
  }

  public struct Advice: Hashable, Sendable {
    public let ask: String
    public let answer: String
  }

  /// Whether end users authorize access to their accounts; its id is `end-user`.
  public let question: Question
  public let oauth: Branch
  public let managedSecret: Branch
  public let comparison: [ComparisonRow]
  public let unsure: [Advice]
  /// That both ways end in the same call with the same protection; on one line, and in full.
  public let sameForBoth: String
  public let sameForBothLong: String
  /// The rules of a provider that has none of its own.
  public let rules: [GuideRule]
  let onlyRules: [Way: GuideRule]

  public func branch(_ way: Way) -> Branch { way == .oauth ? oauth : managedSecret }

  /// The guide in the binary.
  public static let general: Guide = {
    do {
      return try Guide(text: String(decoding: PackageResources.guide_toml, as: UTF8.self))
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  init(text: String) throws(TOMLProblem) {
    let root = try TOMLDocument(text: text, file: "guide.toml").root
    try root.refuseUnknownKeys(known: [
      "question", "oauth", "managed_secret", "comparison", "unsure", "same_for_both", "same_for_both_long", "rule",
      "only_oauth", "only_managed_secret",
    ])
    question = try Question(try root.section("question"))
    oauth = try Self.branch(.oauth, root)
    managedSecret = try Self.branch(.managedSecret, root)
    var rows: [ComparisonRow] = []
    for row in try root.sections("comparison") {
      rows.append(
        ComparisonRow(
          aspect: try row.string("aspect"), oauth: try row.string("oauth"),
          managedSecret: try row.string("managed_secret")))
    }
    comparison = rows
    var advice: [Advice] = []
    for item in try root.sections("unsure") {
      advice.append(Advice(ask: try item.string("ask"), answer: try item.string("answer")))
    }
    unsure = advice
    sameForBoth = try root.string("same_for_both")
    sameForBothLong = try root.string("same_for_both_long")
    var rules: [GuideRule] = []
    for rule in try root.sections("rule") { rules.append(try GuideRule(rule, questions: [question])) }
    self.rules = rules
    var only: [Way: GuideRule] = [:]
    for way in Way.allCases {
      let section = try root.section("only_\(way.rawValue)")
      only[way] = GuideRule(
        id: try section.string("id"), when: [:], choice: way, certainty: .certain, texts: try RuleTexts(section))
    }
    onlyRules = only
  }

  private static func branch(_ way: Way, _ root: TOMLSection) throws(TOMLProblem) -> Branch {
    let section = try root.section(way.rawValue)
    return Branch(
      way: way, title: try section.string("title"), bestFor: try section.string("best_for"),
      example: try section.string("example"), exampleShort: try section.string("example_short"))
  }
}
