internal import Broker
internal import Domain
internal import PortalModel
internal import VaultEngine

/// Makes the portal its vault's broker while it is open, as long as no other process is one.
actor BrokerKeeper {
  /// How often it is looked whether another broker has come or gone.
  private static let interval = Duration.seconds(3)
  /// What calls still have when the portal is left.
  private static let patience = Duration.milliseconds(400)

  private let configuration: BrokerConfiguration
  private let emit: @Sendable (PortalEvent) -> Void
  private var keeping: Task<Void, Never>?
  private var broker: Broker?
  private var told: BrokerState?

  init(_ configuration: BrokerConfiguration, emit: @escaping @Sendable (PortalEvent) -> Void) {
    self.configuration = configuration
    self.emit = emit
  }

  /// From now on there is a broker of this vault, here or elsewhere, as far as it can be had.
  func keep(_ vault: Vault) {
    guard keeping == nil else { return }
    keeping = Task {
      while !Task.isCancelled {
        await look(vault)
        try? await Task.sleep(for: Self.interval)
      }
    }
  }

  private func look(_ vault: Vault) async {
    guard broker == nil else { return }
    if let other = BrokerNotice.running(vault, runtime: configuration.runtime) {
      return tell(.elsewhere(other.address))
    }
    do throws(BrokerProblem) {
      let started = try await Broker.start(vault, configuration)
      broker = started
      tell(.listening(started.notice.address))
    } catch {
      if case .alreadyRunning = error.kind { return }
      tell(.failed(PortalFailure(code: error.code, message: error.message, hint: error.hint)))
    }
  }

  private func tell(_ state: BrokerState) {
    guard told != state else { return }
    told = state
    emit(.broker(state))
  }

  func stop() async {
    keeping?.cancel()
    await keeping?.value
    await broker?.stop(within: Self.patience)
    broker = nil
  }
}

extension BrokerNotice {
  fileprivate var address: String { addresses.first ?? "127.0.0.1:\(port)" }
}
