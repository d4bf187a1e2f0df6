internal import ArgumentParser
internal import Domain
internal import HelpTopics

/// `gatehouse help TOPIC`; the words of a command lead to that command's own help.
struct HelpTopicCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "help", abstract: "Read a topic: quickstart, grants, secrets, architecture, security.",
    discussion: """
      Example:
        gatehouse help quickstart
      """)

  @Argument(help: "A topic, or a command.") var words: [String] = []

  func run() throws {
    guard let first = words.first else {
      return try Output.line(Self.topics + "\n\n" + Gatehouse.helpMessage(includeHidden: false))
    }
    if words.count == 1, let topic = HelpTopic(rawValue: first) {
      return try Output.line(topic.lines.joined(separator: "\n"))
    }
    guard let command = Self.command(words) else {
      let near = Nearest.match(first, in: HelpTopic.allCases.map(\.rawValue))
      throw Failure.usage(
        "there is no topic or command \(Printable.text(words.joined(separator: " "), limit: 60))",
        hint: near.map { "did you mean: gatehouse help \($0)" } ?? "see: gatehouse help")
    }
    try Output.line(Gatehouse.helpMessage(for: command, includeHidden: false))
  }

  /// The command that the words lead to; nil when they name none.
  private static func command(_ words: [String]) -> (any ParsableCommand.Type)? {
    var command: any ParsableCommand.Type = Gatehouse.self
    for word in words {
      let configuration = command.configuration
      let children = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
      guard let child = children.first(where: { $0._commandName == word }) else { return nil }
      command = child
    }
    return command
  }

  private static var topics: String {
    var table = Table(nil)
    for topic in HelpTopic.allCases { table.add(["  \(topic.rawValue)", topic.about]) }
    return "TOPICS (gatehouse help TOPIC)\n\(table.text)"
  }
}
