internal import ArgumentParser
internal import Domain
internal import VaultEngine

extension ConnectCommand {
  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel",
      abstract: "End a waiting wish; its caller is told.",
      discussion: """
        Its link opens nothing any more. It takes nothing that is connected away, so it wants no passphrase.

        Example:
          gatehouse connect cancel 4c07
        """)

    @Argument(help: "The wish's id, or its beginning.") var id: String
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      let cancelled = try await Session.use(passphrase) { vault in
        let session = try ConnectSessionText.find(id, in: try await vault.connectSessions())
        return try await vault.cancelConnectSession(session.id)
      }
      try Output.line("Cancelled: \(ConnectSessionText.summary(cancelled)).")
    }
  }
}
