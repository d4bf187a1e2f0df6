internal import ArgumentParser
internal import Domain
internal import ProviderCatalog
internal import VaultEngine

extension OAuthCommand {
  struct AddApp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add-app",
      abstract: "Store an OAuth app; its client secret is sealed.",
      discussion: """
        The client secret is asked for without echo, or read from standard input. An app of the same name is replaced. \
        gatehouse oauth scopes PROVIDER says which scopes there are; without --scope those marked there are asked for.

        Example:
          gatehouse oauth add-app github --client-id ID
          gatehouse oauth add-app google --name calendar --client-id ID \\
            --scope https://www.googleapis.com/auth/calendar.readonly
          gatehouse oauth add-app acme --register
        """)

    @Argument(help: "The provider's id, as in: gatehouse providers list") var provider: String
    @Option(help: "The app's name here; PROVIDER-app unless you say otherwise.") var name: String?
    @Option(help: ArgumentHelp("The client id the provider gave it.", valueName: "id")) var clientID: String?
    @Flag(help: "Let the provider make the app now, where it can (RFC 7591).") var register = false
    @Flag(help: "It is a public client and has no client secret.") var noSecret = false
    @Option(help: ArgumentHelp("A scope to ask users for; repeat for more.", valueName: "scope")) var scope: [String] =
      []
    @Option(help: ArgumentHelp("The redirect URI registered there.", valueName: "uri"))
    var redirectURI = OAuthApp.defaultRedirectURI
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func validate() throws {
      guard (clientID != nil) != register else {
        throw ValidationError(
          register
            ? "--register makes a client id; leave out --client-id"
            : "give --client-id ID, from the provider's page, or --register")
      }
      if register, noSecret { throw ValidationError("with --register the provider decides; leave out --no-secret") }
    }

    func run() async throws {
      let name = try Arguments.name(name ?? "\(provider)-app", of: "app")
      if !noSecret, !register { try CredentialInput.refuseStandardInputTwice(passphrase) }
      let (app, page, warnings) = try await Session.open { vault in
        let provider = try ProviderChoice(provider, await vault.overview()).provider
        let facts = try OAuthChoice.facts(of: provider)
        let scopes = scope.isEmpty ? facts.scopes.filter(\.isDefault).map(\.name) : scope
        let warnings = OAuthChoice.warnings(of: scopes, provider: provider, facts: facts)
        for warning in warnings { Output.note(warning) }
        var draft = OAuthAppDraft(
          name: name, provider: provider.id, clientID: clientID ?? "", clientSecret: nil, scopes: scopes,
          redirectURI: redirectURI)
        if !register, !noSecret {
          draft.clientSecret = try CredentialInput.read(fields: ["client secret"], user: nil).fields.first?.value
        }
        if register { try AuthorizationServer.requireRegistration(provider, facts) }
        try await Session.holdAdmin(vault, passphrase)
        if register {
          (draft.clientID, draft.clientSecret) = try await AuthorizationServer.register(
            facts, redirectURI: redirectURI, scopes: scopes)
        }
        return (try await vault.storeOAuthApp(draft), facts.registerURL ?? provider.documentation, warnings)
      }
      guard !json.isOn else { return try Output.line(Documents.oauthApp(app, warnings: warnings).text()) }
      try Output.line("\(app.version == 1 ? "Stored" : "Replaced") the OAuth app \(app.name) for \(app.provider).")
      if !register {
        let place = page.isEmpty ? "there" : "at \(page)"
        try Output.line("Register this redirect URI \(Printable.text(place)): \(app.redirectURI)")
      }
      try Output.line("Next: gatehouse oauth connect \(app.name) --user USER_ID")
    }
  }
}
