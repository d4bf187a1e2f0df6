internal import ArgumentParser
internal import Domain
internal import VaultEngine

struct ConnectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect", abstract: "Callers' wishes that a user connects an account or gives a key.",
    discussion: """
      A program that uses Alter's SDK asks for it, and polls until somebody answers; a wish ends after ten minutes. ID \
      is its id, or the beginning of that of four characters or more; the address that the program shows ends in it.
      """,
    subcommands: [List.self, Link.self, AnswerWish.self, Deny.self, Cancel.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the wishes that wait.",
      discussion: """
        Example:
          gatehouse connect list
        """)

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      let sessions = try await Session.use(passphrase) { vault in try await vault.connectSessions() }
      guard !json.isOn else { return try Output.line(JSON.array(sessions.map(ConnectSessionText.document)).text()) }
      guard !sessions.isEmpty else { return Output.note("No caller waits for a connection.") }
      try Output.line(ConnectSessionText.table(sessions).text)
    }
  }

  struct Deny: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "deny",
      abstract: "Deny a wish; the reason goes back to its caller.",
      discussion: """
        The passphrase is always asked for.

        Example:
          gatehouse connect deny 4c07 --reason 'not for this app'
        """)

    @Argument(help: "The wish's id, or its beginning.") var id: String
    @Option(help: "Why; the caller reads it.") var reason: String
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      let (id, reason) = (id, reason)
      let denied = try await Session.open { vault in
        try await Session.holdAdmin(vault, passphrase)
        let session = try ConnectSessionText.find(id, in: try await vault.connectSessions())
        let denied = try await vault.denyConnectSession(session.id, reason: reason)
        await vault.dropAdmin()
        return denied
      }
      try Output.line("Denied: \(ConnectSessionText.summary(denied)).")
    }
  }
}
