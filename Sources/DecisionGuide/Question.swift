internal import TOMLDocuments

/// A question of the guide with its answers; ids are what `--answer end-user=yes` names.
public struct Question: Hashable, Sendable {
  public struct Answer: Hashable, Sendable {
    public let id: String
    public let label: String
    /// What the answer says, as a half sentence.
    public let means: String
  }

  public let id: String
  public let ask: String
  public let answers: [Answer]

  init(_ section: TOMLSection) throws(TOMLProblem) {
    try section.refuseUnknownKeys(known: ["id", "ask", "answer"])
    id = try section.string("id")
    ask = try section.string("ask")
    var answers: [Answer] = []
    for answer in try section.sections("answer") {
      try answer.refuseUnknownKeys(known: ["id", "label", "means"])
      let id = try answer.string("id")
      answers.append(
        Answer(
          id: id, label: try answer.optionalString("label") ?? id, means: try answer.optionalString("means") ?? ""))
    }
    guard answers.count >= 2 else {
      throw section.problem("answer", "a question needs two answers or more", mend: "add [[guide.question.answer]]")
    }
    self.answers = answers
  }
}
