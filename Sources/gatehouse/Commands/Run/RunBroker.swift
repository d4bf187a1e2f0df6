internal import Broker
internal import VaultEngine

/// The broker that a program of `gatehouse run` talks to: the vault's that runs already, else one for as long as the
/// program runs.
struct RunBroker {
  let url: String
  private let own: Broker?

  static func found(for vault: Vault) async throws -> RunBroker {
    let runtime = RuntimeFolder.path(environment: Environment.all)
    if let running = BrokerNotice.running(vault, runtime: runtime) { return RunBroker(url: running.baseURL, own: nil) }
    do {
      let broker = try await Broker.start(vault, BrokerConfiguration(port: 0, runtime: runtime))
      return RunBroker(url: broker.notice.baseURL, own: broker)
    } catch {
      // Somebody was a moment faster.
      guard case .alreadyRunning = error.kind, let running = BrokerNotice.running(vault, runtime: runtime) else {
        throw Failure(.failure, code: error.code, error.message, hint: error.hint)
      }
      return RunBroker(url: running.baseURL, own: nil)
    }
  }

  /// Calls that nobody waits for any more are cut.
  func stop() async { await own?.stop(within: .seconds(1)) }
}
