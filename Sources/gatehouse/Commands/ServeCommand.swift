internal import ArgumentParser
internal import Broker
internal import Domain
internal import Settings
internal import VaultEngine

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Make calls for the programs of this machine, until Ctrl-C.",
    discussion: """
      The broker without the portal: programs call http://127.0.0.1:7411/g/GRANT/PATH with a caller key where they put an \
      API key, and get the provider's answer. Of a grant with several origins the first one is called; another one is \
      called by /g/GRANT/@HOST/PATH. While the vault is locked they are told to try again. A line is printed for each \
      call.

      Example:
        gatehouse serve
        gatehouse serve --port 0 --socket /run/user/1000/stripe.sock
      """)

  @Option(help: ArgumentHelp("The loopback port; 0 takes one that is free. (default: port of config.toml, or 7411)"))
  var port: UInt16?
  @Option(help: ArgumentHelp("Where the Unix socket is made, in place of its usual path.", valueName: "path"))
  var socket: String?
  @OptionGroup var passphrase: PassphraseOptions

  func run() async throws {
    let settings = try Configuration.load(Session.location.configurationFile)
    var options = try Session.options()
    // Calls are read, decided and recorded side by side, for as long as this runs.
    options.isBrief = false
    OpenFileLimit.raise()
    try await Session.open(options) { vault in
      try await unlockIfAsked(vault)
      try await EndSignals.caught { signals in
        let broker = try await start(vault, settings)
        for await _ in signals { break }
        try? Output.line("Ending; calls that run have 10 s.")
        await broker.stop(within: .seconds(10))
      }
    }
  }

  private func start(_ vault: Vault, _ settings: Configuration) async throws -> Broker {
    let broker = try await Broker.start(
      vault,
      BrokerConfiguration(
        port: port ?? settings.port, socket: socket, runtime: RuntimeFolder.path(environment: Environment.all))
    ) { call in try? Output.line(CallLine.text(call)) }
    for remark in broker.remarks { Output.note("\(remark).") }
    let places = broker.notice.addresses.map { "http://\($0)" } + [broker.notice.socket].compactMap { $0 }
    try? Output.line("Listening at \(places.joined(separator: ", ")).")
    return broker
  }

  /// A locked vault is no failure: calls are refused until somebody unlocks it.
  private func unlockIfAsked(_ vault: Vault) async throws {
    guard try await !vault.status().isUnlocked else { return }
    guard passphrase.file != nil || Prompt.isPossible else {
      return Output.note("The vault is locked: calls are answered with 503 until you run: gatehouse unlock")
    }
    try await Session.retrying(passphrase) { try await vault.unlock(passphrase: $0) }
  }
}
