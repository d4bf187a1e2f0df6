internal import ArgumentParser
internal import DecisionGuide
internal import Domain
internal import ProviderCatalog

struct GuideCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guide", abstract: "Ask whether you need an OAuth connection or a managed secret.",
    discussion: """
      The question is whether END USERS authorize access to THEIR accounts. Without a provider the guide compares both \
      ways; with one it asks, or takes the answers from --answer, and says which way, why, and what to do next.

      Example:
        gatehouse guide
        gatehouse guide stripe --answer end-user=no
        gatehouse guide discord --answer end-user=yes --answer who-acts=bot --json
      """)

  @Argument(help: "The provider's id, as in gatehouse providers list.") var provider: String?
  @Option(help: ArgumentHelp("An answer, such as end-user=yes; repeat for more.", valueName: "question=answer"))
  var answer: [String] = []
  @OptionGroup var json: JSONOption

  func run() async throws {
    var answers = try Self.parsed(answer)
    guard let provider else {
      guard answers.isEmpty else {
        throw Failure.usage("an answer needs a provider", hint: "write: gatehouse guide PROVIDER --answer …")
      }
      let catalog = try await KnownProviders.catalog()
      return try Output.line(json.isOn ? GuideDocument.general(catalog).text() : GuideText.general(catalog))
    }
    let guide = try await KnownProviders.provider(provider).guide
    do { try guide.check(answers) } catch { throw Failure.badInput(error.description, hint: error.hint) }
    if !json.isOn, answers.isEmpty, StandardInput.isTerminal, Output.isTerminal { answers = try Self.ask(guide) }
    let recommendation = Guide.recommend(guide, answers: answers)
    try Output.line(
      json.isOn
        ? GuideDocument.recommendation(recommendation, guide, answers).text()
        : GuideText.recommendation(recommendation, guide, answers))
  }

  private static func parsed(_ texts: [String]) throws(Failure) -> [String: String] {
    var answers: [String: String] = [:]
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw .usage(
          "\(Printable.text(text, limit: 60)) is no answer", hint: "write it as question=answer, such as end-user=yes")
      }
      guard answers.updateValue(parts[1], forKey: parts[0]) == nil else {
        throw .usage("\(Printable.text(parts[0], limit: 40)) is answered twice", hint: "give each answer once")
      }
    }
    return answers
  }

  /// The questions, one after the other; Enter leaves one open.
  private static func ask(_ guide: ProviderGuide) throws(Failure) -> [String: String] {
    var answers: [String: String] = [:]
    for question in guide.questions {
      try? Output.line(GuideText.question(question, guide, answers))
      let words = question.answers.map(\.id).joined(separator: ", ")
      while true {
        let typed = try Prompt.line("\(words), or ? when unsure").lowercased()
        if typed.isEmpty { break }
        if typed == "?" {
          try? Output.line(GuideText.unsure)
        } else if let answer = question.answers.first(where: { $0.id.hasPrefix(typed) }) {
          answers[question.id] = answer.id
          break
        }
      }
    }
    return answers
  }
}
