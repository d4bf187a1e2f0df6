internal import DecisionGuide
internal import ProviderCatalog
internal import Screen

/// The guide as text for a terminal.
enum GuideText {
  private static let general = Guide.general
  private static let columns = 100

  static func general(_ catalog: Catalog) -> String {
    let tree = zip(general.question.answers, [Way.oauth, .managedSecret]).map { answer, way in
      (answer, way, general.branch(way).example)
    }
    var summary = Table(nil)
    for provider in catalog.providers { summary.add(["  \(provider.id)", provider.guide.summary]) }
    return [
      Self.tree(general.question, tree, answered: nil), comparison(chosen: nil),
      wrapped(general.sameForBothLong), "The usual way by provider\n\(summary.text)", unsure,
      "Next\n  gatehouse guide PROVIDER",
    ].joined(separator: "\n\n")
  }

  static func recommendation(
    _ recommendation: Recommendation, _ guide: ProviderGuide, _ answers: [String: String]
  ) -> String {
    var parts = guide.questions.map { question($0, guide, answers) }
    let basis =
      recommendation.certainty == .usual
      ? "the usual way; not answered" : "rule \(recommendation.rule), \(recommendation.certainty.rawValue)"
    var lines = ["\(recommendation.headline)  (\(basis))"]
    lines += recommendation.reasons.map { labelled("because", $0) }
    lines += recommendation.risks.map { labelled("beware", $0) }
    if !recommendation.otherWay.isEmpty { lines.append(labelled("instead", recommendation.otherWay)) }
    if let next = recommendation.nextQuestion {
      let words = next.answers.map { "--answer \(next.id)=\($0.id)" }.joined(separator: " or ")
      lines.append(labelled("still open", "\(next.ask) Answer with \(words)."))
    }
    parts.append(lines.joined(separator: "\n"))
    if guide.ways.count > 1 { parts.append(comparison(chosen: recommendation.choice)) }
    parts.append(methods(guide))
    parts.append(wrapped(general.sameForBoth))
    parts.append((["Next"] + recommendation.nextCommands.map { "  \($0)" }).joined(separator: "\n"))
    return parts.joined(separator: "\n\n")
  }

  /// A question as a tree; the answer that was given is marked.
  static func question(_ question: Question, _ guide: ProviderGuide, _ answers: [String: String]) -> String {
    let branches = question.answers.map { answer -> (Question.Answer, Way?, String) in
      guard question.id == general.question.id else { return (answer, nil, answer.means) }
      let way = Guide.recommend(guide, answers: [question.id: answer.id]).choice
      return (answer, way, way.flatMap { guide.method($0)?.example } ?? answer.means)
    }
    return tree(question, branches, answered: answers[question.id])
  }

  static var unsure: String {
    let items = general.unsure.map { "  \($0.ask)\n\(wrapped($0.answer, indent: 4))" }
    return (["Still unsure?"] + items).joined(separator: "\n")
  }

  private static func tree(
    _ question: Question, _ branches: [(Question.Answer, Way?, String)], answered: String?
  ) -> String {
    var table = Table(nil)
    for (index, (answer, way, example)) in branches.enumerated() {
      let branch = index == branches.count - 1 ? "└──" : "├──"
      let mark = answer.id == answered ? ">" : " "
      table.add(["\(branch)\(mark)\(answer.label)"] + (way.map { [general.branch($0).title] } ?? []) + [example])
    }
    return "\(question.ask)\n\(table.text)"
  }

  private static func comparison(chosen: Way?) -> String {
    func head(_ way: Way) -> String { (way == chosen ? "> " : "") + general.branch(way).title }
    var table = Table(["  ", head(.oauth), head(.managedSecret)])
    for row in general.comparison { table.add([row.aspect, row.oauth, row.managedSecret]) }
    return table.text
  }

  private static func methods(_ guide: ProviderGuide) -> String {
    guide.ways.compactMap { way in
      guide.method(way).map { "\(general.branch(way).title)\n\(wrapped("\($0.when) \($0.strength)", indent: 2))" }
    }.joined(separator: "\n")
  }

  private static func labelled(_ label: String, _ text: String) -> String {
    let lines = TextWidth.wrap(text, columns: columns - 14)
    return lines.enumerated().map { index, line in
      let head = index == 0 ? label : ""
      return "  \(head)\(String(repeating: " ", count: 12 - head.count))\(line)"
    }.joined(separator: "\n")
  }

  private static func wrapped(_ text: String, indent: Int = 0) -> String {
    TextWidth.wrap(text, columns: columns - indent)
      .map { String(repeating: " ", count: indent) + $0 }.joined(separator: "\n")
  }
}
