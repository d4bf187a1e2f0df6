internal import Synchronization

/// One request being served on a connection.
final class ServedExchange: Sendable {
  let head: RequestHead
  let body: RequestBody
  private let state = Mutex<(task: Task<Void, Never>?, isCancelled: Bool)>((nil, false))

  init(head: RequestHead, body: RequestBody) {
    self.head = head
    self.body = body
  }

  func start(_ work: @escaping @Sendable () async -> Void) {
    let made = Task { await work() }
    let isCancelled = self.state.withLock { state in
      state.task = made
      return state.isCancelled
    }
    if isCancelled { made.cancel() }
  }

  func cancel() {
    let made = self.state.withLock { state in
      state.isCancelled = true
      return state.task
    }
    made?.cancel()
  }
}
