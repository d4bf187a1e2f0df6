internal import ArgumentParser
internal import Domain
internal import ProviderCatalog
internal import VaultEngine

extension ConnectCommand {
  struct AnswerWish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "answer",
      abstract: "Answer a wish with a grant, which its caller may use from then on.",
      discussion: """
        The passphrase is always asked for. --grant takes a grant that is there; --name stores a key under that name, \
        which is asked for without echo or read from standard input; --user lets that user agree at the provider.

        Example:
          gatehouse connect answer 4c07 --grant stripe-live
          gatehouse connect answer 4c07 --name stripe-test
          gatehouse connect answer 4c07 --user mia
        """)

    @Argument(help: "The wish's id, or its beginning.") var id: String
    @Option(help: "A grant, by id or name.") var grant: String?
    @Option(help: "Store a key under this name.") var name: String?
    @Option(help: ArgumentHelp("Connect this end user.", valueName: "user-id")) var user: String?
    @Option(help: "The provider, where the caller named none or several.") var provider: String?
    @Flag(help: "By a code that the user types on another device (RFC 8628).") var device = false
    @Flag(help: "Do not open a browser; the address is shown.") var noBrowser = false
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func validate() throws {
      guard [grant, name, user].compactMap({ $0 }).count == 1 else {
        throw ValidationError("give one of --grant GRANT, --name NAME and --user USER_ID")
      }
    }

    func run() async throws {
      if name != nil { try CredentialInput.refuseStandardInputTwice(passphrase) }
      let (session, grant) = try await Session.open { vault in
        try await Session.holdAdmin(vault, passphrase)
        let session = try ConnectSessionText.find(id, in: try await vault.connectSessions())
        Output.note(Printable.text("\(session.callerName) wants \(ConnectSessionText.wanted(session))."))
        let chosen = try await chosenGrant(for: session, in: vault)
        let answered = try await vault.completeConnectSession(session.id, with: chosen)
        let summary = try await vault.grant(named: chosen.description)
        await vault.dropAdmin()
        return (answered, summary)
      }
      guard !json.isOn else { return try Output.line(ConnectSessionText.document(session).text()) }
      Output.note("\(session.callerName) may use \(grant.grant.name).")
      try Output.line(grant.id.description)
    }

    private func chosenGrant(for session: ConnectSession, in vault: Vault) async throws -> Identifier {
      if let grant { return try await vault.grant(named: grant).id }
      let overview = try await vault.overview()
      guard let wanted = provider ?? (session.wish.providers.count == 1 ? session.wish.providers.first : nil) else {
        throw Failure.usage(
          "the caller named \(session.wish.providers.isEmpty ? "no provider" : "several providers")",
          hint: "choose one with --provider ID")
      }
      if let name {
        let name = try Arguments.name(name, of: "secret")
        var proposal = try ProviderChoice(wanted, overview).read(kind: nil, user: nil)
        proposal.draft.name = name
        return try await vault.storeSecret(proposal.draft, proposal.credential).grant.id
      }
      let app = try OAuthChoice.app(wanted, overview)
      let shown = try ProviderChoice(app.provider, overview).provider
      var draft = ConnectionDraft(
        app: app.name, userID: try OAuthChoice.userID(user ?? ""),
        label: Name.isValid(session.wish.label) ? session.wish.label : "")
      draft.isDevice = device
      return try await UserConnecting(
        provider: shown.name, opensBrowser: !noBrowser, passphrase: passphrase, asJSON: json.isOn
      ).connect(draft, in: vault).id
    }
  }
}
