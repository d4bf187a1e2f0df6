internal import Domain
internal import PortalModel
internal import VaultEngine

/// The task that makes a connection, and the way to it for what the user pastes.
struct Connecting: Sendable {
  let task: Task<Void, Never>
  private let pasted: AsyncStream<SecretBytes>.Continuation

  init(task: Task<Void, Never>, pasted: AsyncStream<SecretBytes>.Continuation) {
    self.task = task
    self.pasted = pasted
  }

  func paste(_ address: SecretBytes) { pasted.yield(address) }
  func cancel() { task.cancel() }
}

extension EffectRunner {
  /// Begins to make a connection; whatever is being made ends first, so that its steps do not come among the new ones.
  func connect(_ draft: ConnectionDraft) async {
    if let earlier = connecting {
      earlier.cancel()
      await earlier.task.value
    }
    let (addresses, pasted) = AsyncStream.makeStream(of: SecretBytes.self)
    let task = Task {
      await self.connect(draft, pasted: addresses)
      pasted.finish()
    }
    connecting = Connecting(task: task, pasted: pasted)
  }

  private func connect(_ draft: ConnectionDraft, pasted: AsyncStream<SecretBytes>) async {
    do {
      let vault = try present()
      let grant = try await vault.connect(draft, pasted: pasted) { [emit] step in emit(.connectionStep(step)) }
      emit(.connected(try await vault.grant(named: grant.id.description)))
    } catch {
      report(Task.isCancelled ? CancellationError() : error, of: .connect(draft))
    }
  }

  /// What a refresh has brought, behind "Refreshed".
  static func access(_ state: ConnectionState) -> String {
    guard let end = state.accessExpiresAt else { return "access does not end by itself" }
    return "access expires in \(Moment.left(end.seconds - Timestamp.now().seconds))"
  }

  /// How far the provider knows that a connection has ended.
  static func told(_ revocation: RemoteRevocation) -> String {
    switch revocation {
    case .done: "Revoked, and the provider was told."
    case .pending: "Revoked. The provider could not be told yet; it is tried again."
    case .unsupported: "Revoked. The provider has no way to be told; the user can end it on its own page, too."
    case .failed(let reason):
      "Revoked. The provider was not told: \(Printable.text(reason, limit: 80)); the user can end it on its own page."
    }
  }
}
