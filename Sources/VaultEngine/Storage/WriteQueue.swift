internal import Dispatch
internal import GRDB
internal import Synchronization

/// The writes of this process, one after another, so that its two connections never wait for each other in SQLite's busy
/// handler, which sleeps. What waits meanwhile is written together: one transaction and one sync for all ("group
/// commit"), each write in a savepoint of its own (sqlite.org/lang_savepoint.html), so that one that fails takes nothing
/// with it. Nobody is told of an end before the commit.
final class WriteQueue: Sendable {
  private struct Waiting: Sendable {
    let isSynced: Bool
    let body: @Sendable (Database) throws -> Void
    /// Called once, after the commit or instead of it.
    let end: @Sendable ((any Error)?) -> Void
  }

  /// What a write has made, for the one who waits for it.
  private final class Made<Result: Sendable>: Sendable {
    let value = Mutex<Result?>(nil)
  }

  private struct State {
    var waiting: [Waiting] = []
    var isRunning = false
  }

  /// A bound for the time that the first of a group waits for the others.
  private static let groupSize = 256

  private let synced: any DatabaseWriter
  private let lazy: any DatabaseWriter
  private let state = Mutex(State())
  // Syncs block; the threads of Swift's pool are too few for that.
  private let thread = DispatchQueue(label: "gatehouse.writes")

  /// - Parameters:
  ///   - synced: syncs each commit.
  ///   - lazy: leaves it to the next commit of the other.
  init(synced: any DatabaseWriter, lazy: any DatabaseWriter) {
    self.synced = synced
    self.lazy = lazy
  }

  /// Writes that wait for their turn.
  var count: Int { state.withLock { $0.waiting.count } }

  /// Returns after the commit that the write was part of.
  func write<Result: Sendable>(
    isSynced: Bool, _ body: @escaping @Sendable (Database) throws -> Result
  ) async throws -> Result {
    let result = Made<Result>()
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      enqueue(
        Waiting(isSynced: isSynced) { db in
          let made = try body(db)
          result.value.withLock { $0 = made }
        } end: { failure in
          if let failure { continuation.resume(throwing: failure) } else { continuation.resume() }
        })
    }
    guard let made = result.value.withLock({ $0 }) else { throw CancellationError() }
    return made
  }

  private func enqueue(_ write: Waiting) {
    let isFirst = state.withLock { state in
      state.waiting.append(write)
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if isFirst { thread.async { self.run() } }
  }

  private func run() {
    while let group = next() { commit(group) }
  }

  private func next() -> [Waiting]? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isRunning = false
        return nil
      }
      let group = Array(state.waiting.prefix(Self.groupSize))
      state.waiting.removeFirst(group.count)
      return group
    }
  }

  private func commit(_ group: [Waiting]) {
    var failures = [(any Error)?](repeating: nil, count: group.count)
    do {
      try (group.contains(where: \.isSynced) ? synced : lazy).write { db in
        for (index, write) in group.enumerated() {
          do {
            try db.inSavepoint {
              try write.body(db)
              return .commit
            }
          } catch {
            // A full disk, say, can make SQLite take back the whole transaction: then nothing of the group was written.
            guard db.isInsideTransaction else { throw error }
            failures[index] = error
          }
        }
      }
    } catch {
      for write in group { write.end(error) }
      return
    }
    for (write, failure) in zip(group, failures) { write.end(failure) }
  }
}
