internal import ArgumentParser
internal import Domain

/// A word where a command belongs that names none, with the nearest one that exists.
struct UnknownCommand {
  let failure: Failure

  /// nil when the words lead to a command, or stop before one.
  init?(in arguments: [String]) {
    var path = "gatehouse"
    var command: any ParsableCommand.Type = Gatehouse.self
    for word in arguments {
      let children = command.configuration.subcommands + command.configuration.groupedSubcommands.flatMap(\.subcommands)
      guard !children.isEmpty, !word.hasPrefix("-") else { return nil }
      guard let child = children.first(where: { Self.name(of: $0) == word }) else {
        let near = Nearest.match(word, in: children.map(Self.name))
        failure = .usage(
          "there is no command \(path) \(Printable.text(word, limit: 40))",
          hint: near.map { "did you mean: \(path) \($0)" } ?? "see: \(path) --help")
        return
      }
      (path, command) = ("\(path) \(word)", child)
    }
    return nil
  }

  private static func name(of command: any ParsableCommand.Type) -> String { command._commandName }
}
