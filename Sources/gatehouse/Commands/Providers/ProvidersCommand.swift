internal import ArgumentParser
internal import DecisionGuide
internal import Domain
internal import ProviderCatalog
internal import VaultEngine

struct ProvidersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "providers", abstract: "The services that are known, and those of your own.",
    subcommands: [List.self, Show.self, Add.self, Recognize.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the providers.",
      discussion: """
        Example:
          gatehouse providers list --json
        """)

    @OptionGroup var json: JSONOption

    func run() async throws {
      let providers = try await KnownProviders.catalog().providers
      guard !json.isOn else {
        return try Output.line(JSON.array(providers.map(ProviderDocument.summary)).text())
      }
      var table = Table(["id", "name", "ways", "usually", "sent to"])
      for provider in providers {
        table.add([
          provider.id, provider.name, provider.guide.ways.map(\.rawValue).joined(separator: ", "),
          provider.guide.summary, provider.origins.first.map(\.description) ?? "",
        ])
      }
      try Output.line(table.text)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show what is known of a provider.",
      discussion: """
        --toml prints the file that describes it: a start for one of your own.

        Example:
          gatehouse providers show stripe
          gatehouse providers show stripe --toml > acme.toml
        """)

    @Argument(help: "The provider's id.") var provider: String
    @Flag(name: .customLong("toml"), help: "Print the TOML file that describes it.") var asTOML = false
    @OptionGroup var json: JSONOption

    func validate() throws {
      if asTOML && json.isOn { throw ValidationError("--toml and --json are two forms; give one") }
    }

    func run() async throws {
      if asTOML {
        let catalog = Catalog.builtIn().text(of: provider) == nil ? try await KnownProviders.catalog() : .builtIn()
        guard let text = catalog.text(of: provider) else { throw KnownProviders.notFound(provider, in: catalog) }
        return try Output.bytes(Array(text.utf8))
      }
      let provider = try await KnownProviders.provider(provider)
      try Output.line(json.isOn ? ProviderDocument.full(provider).text() : ProviderText.full(provider))
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Add a provider of your own from a TOML file, or replace it.",
      discussion: """
        The file has the form of the built-in ones; it is checked strictly and kept in the vault.

        Example:
          gatehouse providers show stripe --toml > acme.toml
          gatehouse providers add acme.toml
        """)

    @Argument(help: "The TOML file.") var file: String
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      let bytes = try SecretFile.read(file, "the provider").copy()
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw Failure.badInput("\(Printable.text(file)) is no UTF-8 text", hint: "save it as UTF-8")
      }
      let provider: Provider
      do { provider = try Catalog.read(text, file: file) } catch {
        throw Failure.badInput(Printable.text("\(error)"), hint: "nothing was added")
      }
      try await Session.admin(passphrase) { vault in
        try await vault.storeProvider(CustomProvider(id: provider.id, text: text))
      }
      guard !json.isOn else { return try Output.line(ProviderDocument.full(provider).text()) }
      try Output.line("Added \(provider.id) (\(provider.name)). Next: gatehouse guide \(provider.id)")
    }
  }
}
