internal import Synchronization

/// What arrived at a ``LocalServer``, in order.
public final class RequestLog: Sendable {
  public struct Entry: Sendable {
    public let method: String
    /// Path and query as they stood on the wire.
    public let target: String
    /// The `Host` header or `:authority`.
    public let authority: String?
    public let headers: [(name: String, value: String)]

    /// The value of the first header of that name, in any letter case.
    public func header(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
  }

  private struct State {
    var entries: [Entry] = []
    var ended = 0
    var waiters: [(condition: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  public var entries: [Entry] { state.withLock { $0.entries } }

  /// How many answers ended, whole or not.
  public var ended: Int { state.withLock { $0.ended } }

  /// Waits until that many requests arrived.
  public func waitUntilReceived(_ count: Int) async { await wait { $0.entries.count >= count } }

  /// Waits until that many answers ended, whole or because the client went away.
  public func waitUntilEnded(_ count: Int) async { await wait { $0.ended >= count } }

  private func wait(until condition: @escaping @Sendable (State) -> Bool) async {
    await withCheckedContinuation { continuation in
      let isReached = state.withLock { state in
        let isReached = condition(state)
        if !isReached { state.waiters.append((condition, continuation)) }
        return isReached
      }
      if isReached { continuation.resume() }
    }
  }

  func add(_ entry: Entry) { change { $0.entries.append(entry) } }

  func end() { change { $0.ended += 1 } }

  private func change(_ body: (inout State) -> Void) {
    let ready = state.withLock { state in
      body(&state)
      let now = state
      state.waiters.removeAll { $0.condition(now) }
      return now.waiters.filter { $0.condition(now) }
    }
    for waiter in ready { waiter.continuation.resume() }
  }
}
