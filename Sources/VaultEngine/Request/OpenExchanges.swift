internal import Domain
internal import Synchronization

/// The exchanges of this process that are not recorded yet, so that closing the vault can end them and wait, and so that
/// the user of a grant can cut those that are under way with it.
final class OpenExchanges: Sendable {
  private struct Owner {
    let grant: Identifier?
    var task: Task<Void, Never>?
    /// Why it was cut.
    var ending: VaultError?
  }

  private let owners = Mutex<[Identifier: Owner]>([:])

  /// Starts the task that owns an exchange and keeps it until it has ended.
  func start(
    _ id: Identifier, with grant: Identifier?, _ body: @escaping @Sendable () async -> Void
  ) -> Task<Void, Never> {
    // The place is taken first: the task may end before it could be put there.
    owners.withLock { $0[id] = Owner(grant: grant) }
    let owner = Task.detached {
      await body()
      self.owners.withLock { _ = $0.removeValue(forKey: id) }
    }
    owners.withLock { $0[id]?.task = owner }
    return owner
  }

  /// Ends what is still on the wire; each writes its outcome as abandoned.
  func cancelAndWait() async {
    for owner in owners.withLock({ $0.values.compactMap(\.task) }) {
      owner.cancel()
      await owner.value
    }
  }

  /// Cuts what is under way with a grant; each writes why.
  func cut(with grant: Identifier, because error: VaultError) {
    let cut = owners.withLock { owners in
      let ids = owners.filter { $0.value.grant == grant }.map(\.key)
      for id in ids { owners[id]?.ending = error }
      return ids.compactMap { owners[$0]?.task }
    }
    for owner in cut { owner.cancel() }
  }

  /// Why an exchange was cut; nil when it was not.
  func ending(of id: Identifier) -> VaultError? { owners.withLock { $0[id]?.ending } }
}
