internal import ArgumentParser
internal import Domain
internal import ProviderCatalog

extension ProvidersCommand {
  struct Recognize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "recognize",
      abstract: "Say what a credential is, without storing or showing it.",
      discussion: """
        The value is asked for without echo, or read from standard input. A form that is common, such as 20 letters \
        and digits, is recognised only once its provider is given.

        Example:
          gatehouse providers recognize
          pass show pagerduty | gatehouse providers recognize --provider pagerduty --json
        """)

    @Option(help: ArgumentHelp("Whose credential it should be.", valueName: "id")) var provider: String?
    @OptionGroup var json: JSONOption

    func run() async throws {
      let catalog = try await KnownProviders.catalog()
      if let provider, catalog.provider(provider) == nil { throw KnownProviders.notFound(provider, in: catalog) }
      let value = try CredentialInput.value("Value, not shown").withoutFinalLineBreak()
      guard !value.isEmpty else { throw Failure.badInput("the value is empty", hint: "pipe it in, or type it") }
      let found = catalog.recognize(value, chosen: provider)
      guard !json.isOn else { return try Output.line(ProviderDocument.recognition(found).text()) }
      guard found.finding != .unknown || provider != nil else {
        return try Output.line("Nobody knows this value. Name its provider with --provider, or store it as custom.")
      }
      try Output.line(
        Table.details(
          [
            ("finding", found.finding.rawValue.replacing("_", with: " ")), ("provider", found.providerName),
            ("kind", found.kind), ("why", found.basis),
            ("sent as", found.template?.injection?.summary ?? ""),
            ("sent to", found.template?.origins.map(\.description).joined(separator: ", ") ?? ""),
          ] + found.warnings.map { ("beware", $0) }))
    }
  }
}
