internal import ArgumentParser
internal import Domain
internal import VaultEngine

struct GrantsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grants", abstract: "What programs use in place of a credential.",
    subcommands: [List.self, Show.self, Add.self, Revoke.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the grants.",
      discussion: """
        Example:
          gatehouse grants list --json
        """)

    @OptionGroup var json: JSONOption

    func run() async throws {
      let overview = try await Session.open { try await $0.overview() }
      try Listing.print(
        overview, overview.grants, asJSON: json.isOn, document: Documents.grant,
        empty: "There are no grants yet. Store a credential: gatehouse secrets add PROVIDER --name NAME"
      ) { grants in
        var table = Table(["name", "grant_id", "kind", "provider", "principal", "state", "last used"])
        for summary in grants {
          table.add([
            summary.grant.name, summary.id.description, summary.source.connection == nil ? "secret" : "oauth",
            summary.source.provider, summary.grant.principal.description, Documents.word(summary),
            summary.lastUsed.map { "\($0.localDate) \($0.localTime)" } ?? "",
          ])
        }
        return table
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show one grant.",
      discussion: """
        Example:
          gatehouse grants show stripe-live
        """)

    @Argument(help: "An id or a name.") var grant: String
    @OptionGroup var json: JSONOption

    func run() async throws {
      let name = grant
      let summary = try await Session.open { try await $0.grant(named: name) }
      guard !json.isOn else { return try Output.line(Documents.grant(summary).text()) }
      try Output.line(Table.details(Self.details(summary)))
    }

    private static func details(_ summary: GrantSummary) -> [(String, String)] {
      let (grant, source) = (summary.grant, summary.source)
      let use = "gatehouse request GET \(source.binding.origins[0])/ --grant \(grant.name)"
      return [
        ("name", grant.name), ("grant_id", grant.id.description), ("state", Documents.word(summary)),
        ("for", grant.principal.description), ("label", grant.label),
        ("strict", grant.isStrict ? "yes: only what an allow rule matches passes" : ""),
        ("secret", source.secret?.name ?? ""), ("provider", source.provider), ("kind", source.kind),
        ("sent to", source.binding.origins.map(\.description).joined(separator: ", ")),
        ("sent as", source.injection.summary),
      ] + ConnectionWords.details(summary) + [
        ("policies", summary.policies.joined(separator: ", ")),
        ("created", grant.createdAt.description), ("expires", grant.expiresAt?.description ?? ""),
        ("revoked", grant.revokedAt?.description ?? ""), ("last used", summary.lastUsed?.description ?? "never"),
        ("last 24 h", summary.usage.map { "\($0.caller) \(Printable.count($0.calls))" }.joined(separator: ", ")),
        ("use", grant.revokedAt == nil ? use : ""),
      ]
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Give a stored secret one more grant, for somebody else.",
      discussion: """
        Prints the grant_id.

        Example:
          gatehouse grants add --secret stripe-live --name billing --for agent:billing
        """)

    @Option(help: "The secret's id or name.") var secret: String
    @Option(help: "The grant's name.") var name: String
    @Option(name: .customLong("for"), help: ArgumentHelp("system, user:N, group:N or agent:N.", valueName: "principal"))
    var principal = "system"
    @Option(help: "A note for people.") var label = ""
    @Flag(help: "Let only what an allow rule matches pass.") var strict = false
    @Option(help: ArgumentHelp("When it ends: 12h, 30d, or 2027-01-31.", valueName: "time")) var expires: String?
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      let name = try Arguments.name(name, of: "grant")
      let principal = try Arguments.principal(principal)
      let expiry = try expires.map(Arguments.moment)
      let grant = try await Session.admin(passphrase) { vault in
        let secret = try await vault.secret(named: secret)
        return try await vault.addGrant(
          GrantDraft(
            secretID: secret.id, name: name, principal: principal, label: label, isStrict: strict, expiresAt: expiry))
      }
      try Output.line(json.isOn ? Documents.grant(grant).text() : grant.id.description)
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke",
      abstract: "Refuse every call with a grant, from now on.",
      discussion: """
        Within ten minutes --undo takes it back. A connection ends for good, and the provider is told.

        Example:
          gatehouse grants revoke billing
        """)

    @Argument(help: "An id or a name.") var grant: String
    @Flag(help: "Take a revocation back.") var undo = false
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      let id = try await Session.admin(passphrase) { vault in
        let id = try await vault.grant(named: grant).id
        if undo {
          try await vault.undoRevoke(.grant(id))
        } else {
          try await vault.revokeGrant(id)
        }
        return id
      }
      // Closing the vault has waited for the provider of a connection.
      let summary = try await Session.open { try await $0.grant(named: id.description) }
      let name = summary.grant.name
      guard !undo else { return try Output.line("\(name) works again.") }
      try Output.line(
        summary.source.connection == nil
          ? "Revoked \(name). Within ten minutes this takes it back: gatehouse grants revoke \(name) --undo"
          : "Revoked \(name). \(ConnectionWords.remote(summary))")
    }
  }
}
