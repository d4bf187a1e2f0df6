internal import ArgumentParser
internal import Domain
internal import Settings
internal import VaultEngine

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "The configuration file.",
    discussion: """
      Keys: lock_after ("15 min"), theme ("dark", "light", "high-contrast", "mono", or your own), port (of the \
      broker), broker (false: the portal is none), extra_ca (PEM files of further certificate authorities).
      """,
    subcommands: [Show.self, Path.self, Check.self])

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Print the settings in force.",
      discussion: """
        Example:
          gatehouse config show --json
        """)

    @OptionGroup var json: JSONOption

    func run() async throws {
      let file = Session.location.configurationFile
      let settings = try Configuration.load(file)
      guard !json.isOn else {
        let document: JSON = [
          "file": .string(file), "lock_after_seconds": JSON(settings.lockAfter), "theme": JSON(settings.theme),
          "port": JSON(settings.port), "broker": .bool(settings.broker), "extra_ca": JSON(settings.extraCA),
          "warnings": JSON(settings.warnings),
        ]
        return try Output.line(document.text())
      }
      for warning in settings.warnings { Output.note(Printable.text(warning)) }
      try Output.line(
        Table.details([
          ("lock_after", Printable.duration(milliseconds: settings.lockAfter * 1000)),
          ("theme", settings.theme ?? "chosen by the terminal's background"),
          ("port", settings.port?.description ?? ""), ("broker", settings.broker ? "while the portal is open" : "off"),
          ("extra_ca", settings.extraCA.joined(separator: ", ")),
        ]))
    }
  }

  struct Path: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "path",
      abstract: "Print where the file is, or would be.",
      discussion: """
        Example:
          $EDITOR "$(gatehouse config path)"
        """)

    func run() throws { try Output.line(Session.location.configurationFile) }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Check the file; mistakes come with line and column.",
      discussion: """
        Exits 65 when something is wrong with it.

        Example:
          gatehouse config check
        """)

    func run() async throws {
      let file = Session.location.configurationFile
      let settings = try Configuration.load(file)
      if let first = settings.warnings.first {
        throw Failure(
          .badInput, code: "configuration",
          settings.warnings.count == 1 ? first : settings.warnings.joined(separator: "; "))
      }
      try Output.line("\(file): nothing is wrong.")
    }
  }
}
