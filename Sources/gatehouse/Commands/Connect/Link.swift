internal import ArgumentParser
internal import Broker
internal import Domain
internal import VaultEngine

extension ConnectCommand {
  struct Link: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "link",
      abstract: "Print the address of a waiting wish's page.",
      discussion: """
        The broker that runs serves it. Whoever opens it first can answer the wish, so hand it to that user only.

        Example:
          gatehouse connect link 4c07
        """)

    @Argument(help: "The wish's id, or its beginning.") var id: String
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      let url = try await Session.use(passphrase) { vault in
        let session = try ConnectSessionText.find(id, in: try await vault.connectSessions())
        let runtime = RuntimeFolder.path(environment: Environment.all)
        guard let broker = BrokerNotice.running(vault, runtime: runtime) else {
          throw Failure(
            .unreachable, "no broker runs, and it serves the page",
            hint: "start one with: gatehouse serve, or open the portal")
        }
        return "\(broker.baseURL)/connect/\(try await vault.connectToken(of: session.id))"
      }
      try Output.line(url)
    }
  }
}
