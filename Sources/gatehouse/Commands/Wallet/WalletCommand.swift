internal import ArgumentParser
internal import Broker
internal import Domain
internal import VaultEngine

struct WalletCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wallet", abstract: "What end users see of their own grants, and links with which they do.",
    discussion: """
      In the wallet a user of your application looks at the accounts and keys that are in the vault for them, revokes \
      one, says what it may be used for, and approves calls that policies ask them about (ask POST by end-user). Your \
      own secrets are not shown there.
      """,
    subcommands: [Link.self, Show.self])

  struct Link: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "link",
      abstract: "Print an address that opens a user's wallet, once.",
      discussion: """
        Whoever opens it acts as the user until they close the page: hand it to nobody else. The passphrase is always \
        asked for. An application makes such links itself when it has the right wallet:link.

        Example:
          gatehouse wallet link --user mia
          gatehouse wallet link --user mia --for 1h
        """)

    @Option(help: "The user, as their grants name them.") var user: String
    @Option(name: .customLong("for"), help: ArgumentHelp("How long it can be opened, up to 24h.", valueName: "time"))
    var duration = RuleDuration.text(Vault.usualWalletLink)
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      let user = try Arguments.name(user, of: "user")
      guard let seconds = RuleDuration.seconds(duration), seconds <= Vault.longestWalletLink else {
        throw Failure.badInput(
          "\(Printable.text(duration, limit: 40)) is no time that a link can last", hint: "write 15m, 1h or up to 24h")
      }
      let (url, end) = try await Session.open { vault in
        let runtime = RuntimeFolder.path(environment: Environment.all)
        guard let broker = BrokerNotice.running(vault, runtime: runtime) else {
          throw Failure(
            .unreachable, "nobody serves the wallet now", hint: "start the portal, or: gatehouse serve; then try again")
        }
        try await Session.holdAdmin(vault, passphrase)
        let made = try await vault.mintWalletLink(for: user, lifetime: seconds, by: .admin)
        await vault.dropAdmin()
        return ("\(broker.baseURL)/wallet/open/\(made.link)", made.expiresAt)
      }
      guard !json.isOn else {
        let document: JSON = ["url": .string(url), "user": .string(user), "expires_at": JSON(end)]
        return try Output.line(document.text())
      }
      try Output.line(url)
      Output.note("It opens the wallet of \(user) once, until \(end.localTime).")
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show what a user sees in the wallet.",
      discussion: """
        Example:
          gatehouse wallet show --user mia
          gatehouse wallet show --user mia --json
        """)

    @Option(help: "The user, as their grants name them.") var user: String
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      let user = try Arguments.name(user, of: "user")
      let entries = try await Session.use(passphrase) { vault in
        try await vault.wallet(of: WalletVisitor(user: user, caller: nil, link: Identifier()))
      }
      guard !json.isOn else { return try Output.line(JSON.array(entries.map(WalletText.document)).text()) }
      guard !entries.isEmpty else { return Output.note("The wallet of \(user) is empty.") }
      try Output.line(WalletText.table(entries).text)
    }
  }
}
