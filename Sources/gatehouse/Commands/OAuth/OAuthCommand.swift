internal import ArgumentParser
internal import Domain
internal import ProviderCatalog
internal import VaultEngine

struct OAuthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "oauth", abstract: "End users' accounts, to which they give you access.",
    discussion: """
      First store the app that you registered at the provider, then connect users to it. Each connection has a \
      grant_id, which is used like any other.

      Example:
        gatehouse oauth add-app github --client-id ID
        gatehouse oauth connect github --user mia
      """,
    subcommands: [
      AddApp.self, ListApps.self, Scopes.self, Discover.self, Connect.self, List.self, Refresh.self, Revoke.self,
    ])

  struct ListApps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list-apps",
      abstract: "List the OAuth apps.",
      discussion: """
        Example:
          gatehouse oauth list-apps --json
        """)

    @OptionGroup var json: JSONOption

    func run() async throws {
      let overview = try await Session.open { try await $0.overview() }
      try Listing.print(
        overview, overview.oauthApps, asJSON: json.isOn, document: Documents.oauthApp,
        empty: "There are no OAuth apps yet: see gatehouse oauth add-app --help"
      ) { apps in
        var table = Table(["name", "provider", "client id", "secret", "scopes", "redirect URI"])
        for app in apps {
          table.add([
            app.name, app.provider, app.clientID, app.hasClientSecret ? "sealed" : "none",
            app.scopes.joined(separator: " "), app.redirectURI,
          ])
        }
        return table
      }
    }
  }

  struct Scopes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "scopes",
      abstract: "List what users can be asked for at a provider, with what each scope means.",
      discussion: """
        A provider may have more scopes than are listed; its documentation names them all.

        Example:
          gatehouse oauth scopes github
        """)

    @Argument(help: "The provider's id, as in: gatehouse providers list") var provider: String
    @OptionGroup var json: JSONOption

    func run() async throws {
      let provider = try await KnownProviders.provider(provider)
      let scopes = try OAuthChoice.facts(of: provider).scopes
      guard !json.isOn else {
        return try Output.line(JSON.array(scopes.map(ProviderDocument.scope)).text())
      }
      guard !scopes.isEmpty else {
        return Output.note("No scopes of \(provider.name) are known: see \(provider.documentation)")
      }
      var table = Table(["scope", "asked for", "means"])
      for scope in scopes { table.add([scope.name, scope.isDefault ? "by default" : "", scope.explanation]) }
      try Output.line(table.text)
    }
  }
}
