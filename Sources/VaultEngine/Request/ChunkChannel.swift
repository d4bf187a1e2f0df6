internal import Synchronization

/// One chunk at a time from the task that owns an exchange to whoever reads the answer: the sender waits until the
/// reader took the chunk, so nothing piles up.
final class ChunkChannel: Sendable {
  private enum State {
    case idle
    /// The sender waits for its chunk to be taken.
    case offered([UInt8], CheckedContinuation<Bool, Never>)
    /// The reader waits.
    case wanted(CheckedContinuation<[UInt8]?, any Error>)
    case finished((any Error)?)
    /// The reader is gone.
    case dropped
  }

  private let state = Mutex<State>(.idle)
  private let onDrop = Mutex<(@Sendable () -> Void)?>(nil)

  /// Called once when the reader goes away before the end.
  func whenDropped(_ action: @escaping @Sendable () -> Void) {
    onDrop.withLock { $0 = action }
    // It may have gone before anybody listened.
    if state.withLock({ state in if case .dropped = state { true } else { false } }) { takeDropAction()?() }
  }

  /// Hands a chunk over; false when nobody reads any more.
  func send(_ chunk: [UInt8]) async -> Bool {
    await withCheckedContinuation { continuation in
      enum Next {
        case resume(CheckedContinuation<[UInt8]?, any Error>)
        case wait, gone
      }
      let next: Next = state.withLock { state in
        switch state {
        case .wanted(let reader):
          state = .idle
          return .resume(reader)
        case .idle:
          state = .offered(chunk, continuation)
          return .wait
        case .offered, .finished, .dropped: return .gone
        }
      }
      switch next {
      case .resume(let reader):
        reader.resume(returning: chunk)
        continuation.resume(returning: true)
      case .wait: break
      case .gone: continuation.resume(returning: false)
      }
    }
  }

  func finish(_ error: (any Error)? = nil) {
    let reader: CheckedContinuation<[UInt8]?, any Error>? = state.withLock { state in
      switch state {
      case .wanted(let reader):
        state = .finished(error)
        return reader
      case .idle:
        state = .finished(error)
        return nil
      case .offered, .finished, .dropped: return nil
      }
    }
    if let error { reader?.resume(throwing: error) } else { reader?.resume(returning: nil) }
  }

  /// The next chunk; nil at the end.
  func next() async throws -> [UInt8]? {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        enum Next {
          case take([UInt8], CheckedContinuation<Bool, Never>)
          case end((any Error)?)
          case wait
        }
        let next: Next = state.withLock { state in
          switch state {
          case .offered(let chunk, let sender):
            state = .idle
            return .take(chunk, sender)
          case .finished(let error): return .end(error)
          case .dropped, .wanted: return .end(CancellationError())
          case .idle:
            state = .wanted(continuation)
            return .wait
          }
        }
        switch next {
        case .take(let chunk, let sender):
          continuation.resume(returning: chunk)
          sender.resume(returning: true)
        case .end(let error?): continuation.resume(throwing: error)
        case .end(nil): continuation.resume(returning: nil)
        case .wait: break
        }
      }
    } onCancel: {
      drop()
    }
  }

  /// The reader gives up: a waiting sender learns it, the owner is told.
  func drop() {
    enum Waiting {
      case sender(CheckedContinuation<Bool, Never>)
      case reader(CheckedContinuation<[UInt8]?, any Error>)
      case none, over
    }
    let waiting: Waiting = state.withLock { state in
      switch state {
      case .offered(_, let sender):
        state = .dropped
        return .sender(sender)
      case .wanted(let reader):
        state = .dropped
        return .reader(reader)
      case .idle:
        state = .dropped
        return .none
      case .finished, .dropped: return .over
      }
    }
    switch waiting {
    case .sender(let sender): sender.resume(returning: false)
    case .reader(let reader): reader.resume(throwing: CancellationError())
    case .none: break
    case .over: return
    }
    takeDropAction()?()
  }

  private func takeDropAction() -> (@Sendable () -> Void)? {
    onDrop.withLock { action in
      defer { action = nil }
      return action
    }
  }
}
