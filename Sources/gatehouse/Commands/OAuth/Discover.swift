internal import ArgumentParser
internal import Domain
internal import OAuthClient
internal import ProviderCatalog
internal import VaultEngine

extension OAuthCommand {
  struct Discover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "discover",
      abstract: "Describe a provider of your own from what its authorization server says of itself.",
      discussion: """
        Reads the server's .well-known document (RFC 8414, OpenID Connect Discovery) and prints a provider file; \
        --store keeps it. Where the API is the document does not say: name its origins, to which alone tokens are sent.

        Example:
          gatehouse oauth discover https://login.example.com --id acme --origin https://api.example.com > acme.toml
          gatehouse oauth discover https://login.example.com --id acme --origin https://api.example.com --store
        """)

    @Argument(help: "The issuer's address, or that of its .well-known document.") var url: String
    @Option(help: "The provider's id here; taken from the host unless you say otherwise.") var id: String?
    @Option(help: ArgumentHelp("Where its API is: https://host[:port]; repeat for more.", valueName: "url"))
    var origin: [String] = []
    @Flag(help: "Keep it as a provider of your own.") var store = false
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func validate() throws {
      if store, origin.isEmpty {
        throw ValidationError(
          "--store wants --origin https://api.example.com: the server does not say where the API is, and tokens are "
            + "sent there only")
      }
    }

    func run() async throws {
      let issuer: Origin
      do { issuer = try CanonicalURL(url).origin } catch { throw Failure(error) }
      guard issuer.scheme == .https || issuer.isLoopback else {
        throw Failure.badInput(
          "\(issuer) is not on this machine, so it is asked by https only", hint: "write https://…")
      }
      let origins = try origin.map { text in try Origin(text) }
      let id = try Arguments.name(id ?? Self.proposedID(issuer), of: "provider")
      let facts: OAuthFacts
      do { facts = try await AuthorizationServer.facts(at: url) } catch let failure as OAuthFailure {
        throw Failure(
          of: failure, hint: "give the issuer's address, or the whole address of its .well-known document")
      }
      let text = ProviderFile.text(id: id, name: id, origins: origins, oauth: facts)
      guard store else { return try show(text, facts) }
      let provider: Provider
      do { provider = try Catalog.read(text, file: "\(id).toml") } catch {
        throw Failure.badInput(Printable.text("\(error)"), hint: "nothing was added")
      }
      try await Session.admin(passphrase) { vault in
        try await vault.storeProvider(CustomProvider(id: provider.id, text: text))
      }
      guard !json.isOn else { return try Output.line(ProviderDocument.full(provider).text()) }
      let next = facts.registrationURL == nil ? "--client-id ID" : "--register"
      try Output.line("Added \(provider.id). Next: gatehouse oauth add-app \(provider.id) \(next)")
    }

    private func show(_ text: String, _ facts: OAuthFacts) throws {
      guard !json.isOn else { return try Output.line(ProviderDocument.oauth(facts).text()) }
      try Output.bytes(Array(text.utf8))
      if origin.isEmpty { Output.note("Where the API is the server does not say: write its origins in, or --origin.") }
    }

    /// `example` of login.example.com; a number or one label as it is.
    private static func proposedID(_ issuer: Origin) -> String {
      let labels = issuer.host.lowercased().split(separator: ".").map(String.init)
      let isName = labels.count > 1 && !issuer.isIPv4 && !issuer.host.hasPrefix("[")
      return isName ? labels[labels.count - 2] : issuer.isLoopback ? "local" : issuer.host
    }
  }
}
