internal import ArgumentParser
internal import Domain
internal import VaultEngine

extension OAuthCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the connections: whose they are, how long access lasts, and which want the user again.",
      discussion: """
        Example:
          gatehouse oauth list --json
        """)

    @OptionGroup var json: JSONOption

    func run() async throws {
      let overview = try await Session.open { try await $0.overview() }
      let connections = overview.grants.filter { $0.source.connection != nil }
      try Listing.print(
        overview, connections, asJSON: json.isOn, document: Documents.grant,
        empty: "There are no connections yet. Connect a user: gatehouse oauth connect PROVIDER --user USER_ID"
      ) { connections in
        var table = Table(["name", "provider", "user", "label", "account", "state", "expires in", "scopes"])
        for summary in connections {
          let (connection, state) = (summary.source.connection, summary.connectionState)
          table.add([
            summary.grant.name, summary.source.provider, connection?.userID ?? "", summary.grant.label,
            connection?.account ?? "", Documents.word(summary.state), Self.expiry(summary),
            (state?.scopesGiven ?? []).joined(separator: " "),
          ])
        }
        return table
      }
    }

    private static func expiry(_ summary: GrantSummary) -> String {
      guard summary.state != .revoked, let state = summary.connectionState else { return "" }
      return state.accessExpiresAt.map { Remaining.text(until: $0) } ?? "never"
    }
  }

  struct Refresh: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "refresh",
      abstract: "Get a new access token now; calls do it by themselves when it is time.",
      discussion: """
        Example:
          gatehouse oauth refresh github-mia
        """)

    @Argument(help: "The grant, by id or name.") var grant: String
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      let wanted = grant
      let (name, state) = try await Session.use(passphrase) { vault in
        let summary = try await vault.grant(named: wanted)
        _ = try ConnectionChoice.connection(of: summary)
        let state = try await vault.refresh(grant: summary.id.description, isForced: true)
        return (summary.grant.name, state)
      }
      guard !json.isOn else {
        let summary = try await Session.open { try await $0.grant(named: wanted) }
        return try Output.line(Documents.grant(summary).text())
      }
      let end = state.accessExpiresAt.map { "access ends in \(Remaining.text(until: $0)), at \($0.localTime)" }
      try Output.line("Refreshed \(name); \(end ?? "access does not end by itself").")
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke",
      abstract: "End a connection here at once, and tell the provider.",
      discussion: """
        Its tokens are destroyed and every call with the grant is refused. When the provider cannot be reached, it is \
        told later.

        Example:
          gatehouse oauth revoke github-mia
        """)

    @Argument(help: "The grant, by id or name.") var grant: String
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      let wanted = grant
      let id = try await Session.open { vault in
        let summary = try await vault.grant(named: wanted)
        _ = try ConnectionChoice.connection(of: summary)
        try await Session.holdAdmin(vault, passphrase)
        try await vault.revokeGrant(summary.id)
        return summary.id
      }
      // Closing the vault has waited for the provider.
      let summary = try await Session.open { try await $0.grant(named: id.description) }
      guard !json.isOn else { return try Output.line(Documents.grant(summary).text()) }
      try Output.line("Revoked \(summary.grant.name). \(ConnectionWords.remote(summary))")
    }
  }
}
