internal import Domain
internal import Synchronization

/// One call through the vault that somebody waits for: until it is answered, or until it is known that people have to
/// approve it first.
final class HeldCall: Sendable {
  enum State: Sendable {
    case running
    case parked(ParkedCall)
    case executed(ProxyResult, at: Timestamp)
    case refused(CallFailure, at: Timestamp)
  }

  /// Open as soon as it is no longer simply running.
  let news = Latch()
  let end = Latch()
  private let current = Mutex(State.running)
  private let task = Mutex<Task<Void, Never>?>(nil)

  var state: State { current.withLock { $0 } }

  /// - Parameter body: makes the call; is told where to say that it was parked.
  func start(
    now: @escaping @Sendable () -> Timestamp,
    _ body:
      @escaping @Sendable (_ onParked: @escaping @Sendable (ParkedCall) -> Void) async -> Result<
        ProxyResult, CallFailure
      >
  ) {
    let started = Task {
      let result = await body { parked in
        self.current.withLock { if case .running = $0 { $0 = .parked(parked) } }
        self.news.open()
      }
      let state: State =
        switch result {
        case .success(let answer): .executed(answer, at: now())
        case .failure(let failure): .refused(failure, at: now())
        }
      self.current.withLock { $0 = state }
      self.news.open()
      self.end.open()
    }
    task.withLock { $0 = started }
  }

  func cancel() { task.withLock { $0 }?.cancel() }

  /// Ends it and waits until its end is recorded.
  func cancelAndWait() async {
    let task = task.withLock { $0 }
    task?.cancel()
    await task?.value
  }
}
