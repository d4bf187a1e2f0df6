internal import TOMLDocuments

/// One row of the decision: when these answers were given, this is the way, and why.
public struct GuideRule: Hashable, Sendable {
  public let id: String
  /// Answers by question; all must match.
  public let when: [String: String]
  public let choice: Way
  public let certainty: Recommendation.Certainty
  public let reasons: [String]
  public let risks: [String]
  /// When the other way would win; may be empty.
  public let otherWay: String

  init(id: String, when: [String: String], choice: Way, certainty: Recommendation.Certainty, texts: RuleTexts) {
    self.id = id
    self.when = when
    self.choice = choice
    self.certainty = certainty
    reasons = texts.reasons
    risks = texts.risks
    otherWay = texts.otherWay
  }

  /// Reads `[[rule]]`. `questions` are those that its `when` may name.
  init(_ section: TOMLSection, questions: [Question]) throws(TOMLProblem) {
    try section.refuseUnknownKeys(known: ["id", "when", "choice", "certainty", "reasons", "risks", "other_way"])
    let conditions = try section.section("when")
    try conditions.refuseUnknownKeys(known: questions.map(\.id))
    var when: [String: String] = [:]
    for question in questions where conditions.has(question.id) {
      let answer = try conditions.string(question.id)
      guard question.answers.contains(where: { $0.id == answer }) else {
        throw conditions.problem(
          question.id, "\"\(answer)\" is no answer to \(question.id)",
          mend: "write one of: \(question.answers.map(\.id).joined(separator: ", "))")
      }
      when[question.id] = answer
    }
    guard !when.isEmpty else { throw section.problem("when", "a rule needs an answer that it waits for") }
    let certainty = try section.optionalString("certainty") ?? Recommendation.Certainty.certain.rawValue
    guard let certainty = Recommendation.Certainty(rawValue: certainty) else {
      throw section.problem("certainty", "\"\(certainty)\" is no certainty", mend: "write certain or likely")
    }
    self.init(
      id: try section.string("id"), when: when, choice: try section.way("choice"), certainty: certainty,
      texts: try RuleTexts(section))
  }

  func matches(_ answers: [String: String]) -> Bool { when.allSatisfy { answers[$0.key] == $0.value } }
}

/// What a rule says for itself.
struct RuleTexts: Hashable, Sendable {
  let reasons: [String]
  let risks: [String]
  let otherWay: String

  init(_ section: TOMLSection) throws(TOMLProblem) {
    reasons = try section.strings("reasons")
    risks = try section.optionalStrings("risks") ?? []
    otherWay = try section.optionalString("other_way") ?? ""
    guard !reasons.isEmpty else { throw section.problem("reasons", "a rule needs a reason") }
  }
}

extension TOMLSection {
  func way(_ key: String) throws(TOMLProblem) -> Way {
    let text = try string(key)
    guard let way = Way(rawValue: text) else {
      throw problem(key, "\"\(text)\" is no way", mend: "write \"oauth\" or \"managed_secret\"")
    }
    return way
  }
}
