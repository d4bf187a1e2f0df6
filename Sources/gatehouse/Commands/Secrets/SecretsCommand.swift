internal import ArgumentParser
internal import Domain
internal import VaultEngine

struct SecretsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secrets", abstract: "Credentials you hold yourself.",
    subcommands: [Add.self, Rotate.self, List.self, Revoke.self, Test.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the secrets; their values are never shown.",
      discussion: """
        Example:
          gatehouse secrets list
        """)

    @OptionGroup var json: JSONOption

    func run() async throws {
      let overview = try await Session.open { try await $0.overview() }
      try Listing.print(
        overview, overview.secrets, asJSON: json.isOn, document: Documents.secret,
        empty: "There are no secrets yet. Store one: gatehouse secrets add PROVIDER --name NAME"
      ) { secrets in
        var table = Table(["name", "provider", "kind", "sent to", "sent as", "stored", "state"])
        for secret in secrets {
          table.add([
            secret.name, secret.provider, secret.kind,
            secret.binding.origins.map(\.description).joined(separator: " "), secret.injection.summary,
            secret.rotatedAt.localDate, Self.state(secret),
          ])
        }
        return table
      }
    }

    private static func state(_ secret: Secret) -> String {
      if secret.revokedAt != nil { return "revoked" }
      if let due = secret.remindAt, due <= .now() { return "rotate" }
      return "good"
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke",
      abstract: "Refuse every call with a secret, and destroy its value.",
      discussion: """
        All its grants stop at once. Within ten minutes --undo takes it back.

        Example:
          gatehouse secrets revoke stripe-live
        """)

    @Argument(help: "An id or a name.") var secret: String
    @Flag(help: "Take a revocation back.") var undo = false
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      let wanted = secret
      let (name, grants) = try await Session.admin(passphrase) { vault in
        let secret = try await vault.secret(named: wanted)
        let grants = try await vault.overview().grants.filter { $0.source.id == secret.id && $0.grant.revokedAt == nil }
        if undo {
          try await vault.undoRevoke(.secret(secret.id))
        } else {
          try await vault.revokeSecret(secret.id)
        }
        return (secret.name, grants.map(\.grant.name))
      }
      guard !undo else { return try Output.line("\(name) works again.") }
      let broken = grants.isEmpty ? "No grant used it." : "These grants stop: \(grants.joined(separator: ", "))."
      try Output.line("Revoked \(name). \(broken)")
      try Output.line("Within ten minutes this takes it back: gatehouse secrets revoke \(name) --undo")
    }
  }

  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test",
      abstract: "Make the provider's harmless test call with a stored secret.",
      discussion: """
        Exits 0 when the provider accepts it, 1 when it does not, 69 when there is no answer.

        Example:
          gatehouse secrets test stripe-live
        """)

    @Argument(help: "An id or a name.") var secret: String
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      let (wanted, asJSON) = (secret, json.isOn)
      let report = try await Session.use(passphrase) { vault in
        let secret = try await vault.secret(named: wanted)
        return try await vault.testSecret(secret.id, caller: "cli") { step in
          if !asJSON { Output.note(CredentialTest.line(step)) }
        }
      }
      try Output.line(asJSON ? Documents.report(report).text() : report.summary)
      if let status = CredentialTest.status(report) { throw EndedWith(status: status) }
    }
  }
}
