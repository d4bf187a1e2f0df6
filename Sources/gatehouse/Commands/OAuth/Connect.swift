internal import ArgumentParser
internal import Domain
internal import ProviderCatalog
internal import VaultEngine

extension OAuthCommand {
  struct Connect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "connect",
      abstract: "Let an end user agree at the provider, and print the grant_id.",
      discussion: """
        The passphrase is asked first. Then the provider's page opens in the browser; its address is shown too, for a \
        user who is elsewhere. Where the answer cannot reach this machine, as over SSH, paste the address at which the \
        browser ends. --device shows a code to type on another device instead.

        Example:
          gatehouse oauth connect github --user mia
          gatehouse oauth connect github --user mia --label work --scope repo
          gatehouse oauth connect --grant github-mia
        """)

    @Argument(help: "An OAuth app's name, or a provider's id when it has one app.") var app: String?
    @Option(name: .customLong("user"), help: ArgumentHelp("Your own id of the end user.", valueName: "user-id"))
    var user: String?
    @Option(help: "Tells several accounts of one user apart.") var label: String?
    @Option(help: "The grant's name; PROVIDER-USER unless you say otherwise.") var name: String?
    @Option(help: ArgumentHelp("A scope to ask for in place of the app's; repeat for more.", valueName: "scope"))
    var scope: [String] = []
    @Flag(help: "By a code that the user types on another device (RFC 8628).") var device = false
    @Flag(help: "Do not open a browser; the address is shown.") var noBrowser = false
    @Option(help: "Let the user of this grant agree again; it keeps its grant_id.") var grant: String?
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func validate() throws {
      guard grant == nil else {
        guard app == nil, user == nil, label == nil, name == nil else {
          throw ValidationError("--grant says whose connection it is; leave out the app, --user, --label and --name")
        }
        return
      }
      guard app != nil else { throw ValidationError("name a provider or an OAuth app, or give --grant GRANT") }
      guard user != nil else { throw ValidationError("give --user USER_ID, your own id of the end user") }
    }

    func run() async throws {
      let made = try await Session.open { vault in
        let wanted = try await wanted(in: vault)
        try await Session.holdAdmin(vault, passphrase)
        let grant = try await UserConnecting(
          provider: wanted.provider, opensBrowser: !noBrowser, passphrase: passphrase, asJSON: json.isOn
        ).connect(wanted.draft, in: vault)
        await vault.dropAdmin()
        return ConnectionResult(
          summary: try await vault.grant(named: grant.id.description), app: wanted.app, provider: wanted.provider)
      }
      for warning in made.warnings { Output.note(warning) }
      guard !json.isOn else { return try Output.line(made.document.text()) }
      Output.note(made.sentence)
      try Output.line(made.summary.id.description)
    }

    private struct Wanted: Sendable {
      let draft: ConnectionDraft
      let app: OAuthApp
      let provider: String
    }

    /// Everything that can be wrong with what was typed, before the passphrase is.
    private func wanted(in vault: Vault) async throws -> Wanted {
      let overview = try await vault.overview()
      let app: OAuthApp
      var draft: ConnectionDraft
      if let grant {
        let summary = try await vault.grant(named: grant)
        let connection = try ConnectionChoice.connection(of: summary)
        guard let own = overview.oauthApps.first(where: { $0.id == connection.appID }) else {
          throw Failure(.integrity, "the OAuth app of \(connection.name) is missing", hint: "see: gatehouse doctor")
        }
        app = own
        draft = ConnectionDraft(
          app: own.name, userID: connection.userID, label: connection.label, replacing: summary.id)
      } else {
        app = try OAuthChoice.app(self.app ?? "", overview)
        draft = ConnectionDraft(app: app.name, userID: try OAuthChoice.userID(user ?? ""), label: label ?? "")
        draft.name = try name.map { name throws(Failure) in try Arguments.name(name, of: "grant") }
      }
      let provider = try ProviderChoice(app.provider, overview).provider
      let facts = try OAuthChoice.facts(of: provider)
      if !scope.isEmpty {
        for warning in OAuthChoice.warnings(of: scope, provider: provider, facts: facts) { Output.note(warning) }
        draft.scopes = scope
      }
      draft.isDevice = device
      return Wanted(draft: draft, app: app, provider: provider.name)
    }
  }
}
