internal import Domain
internal import Synchronization

/// The exchanges of this process that are not recorded yet, so that closing the vault can end them and wait.
final class OpenExchanges: Sendable {
  private let owners = Mutex<[Identifier: Task<Void, Never>?]>([:])

  /// Starts the task that owns an exchange and keeps it until it has ended.
  func start(_ id: Identifier, _ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
    // The place is taken first: the task may end before it could be put there.
    owners.withLock { $0[id] = .some(nil) }
    let owner = Task.detached {
      await body()
      self.owners.withLock { _ = $0.removeValue(forKey: id) }
    }
    owners.withLock { if $0.keys.contains(id) { $0[id] = .some(owner) } }
    return owner
  }

  /// Ends what is still on the wire; each writes its outcome as abandoned.
  func cancelAndWait() async {
    for owner in owners.withLock({ $0.values.compactMap { $0 } }) {
      owner.cancel()
      await owner.value
    }
  }
}
