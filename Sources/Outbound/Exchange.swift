internal import NIOCore
internal import Synchronization

/// One call on the wire: the task that runs it, the chunk between provider and reader, and its clock.
///
/// The provider's silence counts only while it is the provider's turn: not while the caller's own body is waited for,
/// and not while nobody reads. The HTTP library's read timeout counts both, which would end the download of somebody
/// who pages through it.
final class Exchange: Sendable {
  struct Head: Sendable {
    let status: Int
    let reason: String
    let headers: [(name: String, value: String)]
    let httpVersion: String
  }

  typealias Ending = Result<Void, OutboundError>
  typealias Chunk = Result<[UInt8]?, OutboundError>

  private struct State {
    var task: Task<Void, Never>?
    var timer: Scheduled<Void>?
    var ending: Ending?
    var head: Head?
    /// The one chunk that was taken from the provider and not yet by the reader.
    var chunk: [UInt8]?
    var awaitsHead: CheckedContinuation<Result<Head, OutboundError>, Never>?
    var awaitsChunk: CheckedContinuation<Chunk, Never>?
    var awaitsRoom: CheckedContinuation<Void, Never>?
    /// Since when it is the provider's turn.
    var silentSince: NIODeadline?
  }

  private let state = Mutex(State())
  private let eventLoop: any EventLoop
  private let began: NIODeadline
  private let answerTimeout: TimeAmount
  private let totalTimeout: TimeAmount

  init(eventLoop: any EventLoop, answerTimeout: TimeAmount, totalTimeout: TimeAmount) {
    self.eventLoop = eventLoop
    began = eventLoop.now
    self.answerTimeout = answerTimeout
    self.totalTimeout = totalTimeout
  }

  /// Runs `body` in a task of its own, which is cancelled when the exchange ends early, and waits for the head.
  func start(_ body: @escaping @Sendable (Exchange) async -> Ending) async throws(OutboundError) -> Head {
    state.withLock { $0.silentSince = began }
    schedule(in: min(answerTimeout, totalTimeout))
    let task = Task { self.end(await body(self)) }
    let isOver = state.withLock { state in
      state.task = task
      return state.ending != nil
    }
    if isOver { task.cancel() }
    return try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let known: Result<Head, OutboundError>? = state.withLock { state in
          if let head = state.head { return .success(head) }
          switch state.ending {
          case .failure(let error): return .failure(error)
          case .success: return .failure(.disconnected)
          case nil:
            state.awaitsHead = continuation
            return nil
          }
        }
        if let known { continuation.resume(returning: known) }
      }
    } onCancel: {
      end(.failure(.cancelled))
    }.get()
  }

  // MARK: The provider's side, called by the task

  func receive(_ head: Head) {
    let waiter = state.withLock { state in
      state.head = head
      state.silentSince = nil
      defer { state.awaitsHead = nil }
      return state.awaitsHead
    }
    waiter?.resume(returning: .success(head))
  }

  /// Hands a chunk to the reader; waits while an earlier one is not taken. Answers false when the exchange is over.
  func receive(_ chunk: [UInt8]) async -> Bool {
    while true {
      enum Step {
        case done(CheckedContinuation<Chunk, Never>?)
        case over, full
      }
      let step: Step = state.withLock { state in
        if state.ending != nil { return .over }
        if let reader = state.awaitsChunk {
          state.awaitsChunk = nil
          state.silentSince = nil
          return .done(reader)
        }
        if state.chunk != nil { return .full }
        state.chunk = chunk
        return .done(nil)
      }
      switch step {
      case .over: return false
      case .done(let reader):
        reader?.resume(returning: .success(chunk))
        return true
      case .full:
        await withCheckedContinuation { continuation in
          let mayGoOn = state.withLock { state in
            if state.ending != nil || state.chunk == nil { return true }
            state.awaitsRoom = continuation
            return false
          }
          if mayGoOn { continuation.resume() }
        }
      }
    }
  }

  /// The caller's own body is waited for.
  func callerIsAsked() { state.withLock { $0.silentSince = nil } }

  /// The caller's own body gave its next chunk, or ended.
  func callerAnswered() {
    state.withLock { state in
      if state.head == nil || state.awaitsChunk != nil { state.silentSince = eventLoop.now }
    }
  }

  // MARK: The reader's side

  func next() async throws(OutboundError) -> [UInt8]? {
    try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        var room: CheckedContinuation<Void, Never>?
        let known: Chunk? = state.withLock { state in
          if let chunk = state.chunk {
            state.chunk = nil
            room = state.awaitsRoom
            state.awaitsRoom = nil
            return .success(chunk)
          }
          if let ending = state.ending { return ending.map { nil } }
          precondition(state.awaitsChunk == nil, "a body is read by one reader")
          state.awaitsChunk = continuation
          state.silentSince = eventLoop.now
          return nil
        }
        room?.resume()
        if let known { continuation.resume(returning: known) }
      }
    } onCancel: {
      end(.failure(.cancelled))
    }.get()
  }

  /// Ends the exchange once; later endings change nothing. What has arrived can still be read, unless nobody wants it.
  func end(_ ending: Ending) {
    let old = state.withLock { state -> State in
      let old = state
      guard old.ending == nil else { return State() }
      state = State(ending: ending, head: old.head)
      if case .failure(.cancelled) = ending {} else { state.chunk = old.chunk }
      return old
    }
    if case .failure(let error) = ending {
      old.task?.cancel()
      old.awaitsHead?.resume(returning: .failure(error))
    } else {
      old.awaitsHead?.resume(returning: .failure(.disconnected))
    }
    old.timer?.cancel()
    old.awaitsChunk?.resume(returning: ending.map { nil })
    old.awaitsRoom?.resume()
  }

  /// Whether a reader waits for a chunk.
  var isAwaited: Bool { state.withLock { $0.awaitsChunk != nil } }

  // MARK: The clock

  private func schedule(in amount: TimeAmount) {
    let timer = eventLoop.scheduleTask(in: amount) { [weak self] in
      self?.check()
      return
    }
    let isOver = state.withLock { state in
      if state.ending == nil { state.timer = timer }
      return state.ending != nil
    }
    if isOver { timer.cancel() }
  }

  private func check() {
    let now = eventLoop.now
    let silentSince = state.withLock { $0.silentSince }
    if now >= began + totalTimeout { return end(.failure(.timeout(.total, milliseconds: totalTimeout.milliseconds))) }
    if let silentSince, now >= silentSince + answerTimeout {
      return end(.failure(.timeout(.answer, milliseconds: answerTimeout.milliseconds)))
    }
    schedule(in: min(began + totalTimeout, (silentSince ?? now) + answerTimeout) - now)
  }
}

extension TimeAmount {
  var milliseconds: Int64 { nanoseconds / 1_000_000 }

  init(_ duration: Duration) {
    let parts = duration.components
    self = .nanoseconds(parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
  }
}
