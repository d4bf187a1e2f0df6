internal import NIOCore
internal import Outbound
internal import Synchronization

/// A request's body between the connection that receives it and the task that reads it. It is read from the connection
/// only as fast as it is taken from here.
final class RequestBody: AsyncSequence, Sendable {
  typealias Element = [UInt8]
  typealias Failure = any Error

  private struct State {
    var chunks: [[UInt8]] = []
    var held = 0
    var waiter: CheckedContinuation<[UInt8]?, any Error>?
    var isAsked = false
    var ending: Result<Void, OutboundError>?
  }

  /// What is kept unread before the connection is read no further.
  private static let room = 64 * 1024

  private let state = Mutex(State())
  /// Told, on whatever thread, that more is wanted; the first time before any of the body is there.
  private let onDemand: @Sendable (_ isFirst: Bool) -> Void

  init(onDemand: @escaping @Sendable (_ isFirst: Bool) -> Void) { self.onDemand = onDemand }

  var hasRoom: Bool { state.withLock { $0.ending == nil && $0.held < Self.room } }
  /// Whether a reader waits for the next piece.
  var isAwaited: Bool { state.withLock { $0.waiter != nil } }

  func receive(_ chunk: [UInt8]) {
    guard !chunk.isEmpty else { return }
    let waiter: CheckedContinuation<[UInt8]?, any Error>? = state.withLock { state in
      guard state.ending == nil else { return nil }
      if let waiter = state.waiter.take() { return waiter }
      state.chunks.append(chunk)
      state.held += chunk.count
      return nil
    }
    waiter?.resume(returning: chunk)
  }

  /// The end, or why there is none; the first one counts. What has come before a failure is not worth reading.
  func end(_ ending: Result<Void, OutboundError> = .success(())) {
    let waiter: CheckedContinuation<[UInt8]?, any Error>? = state.withLock { state in
      guard state.ending == nil else { return nil }
      state.ending = ending
      if case .failure = ending { state.chunks = [] }
      return state.waiter.take()
    }
    switch ending {
    case .success: waiter?.resume(returning: nil)
    case .failure(let error): waiter?.resume(throwing: error)
    }
  }

  /// The next piece; nil at the end.
  func next() async throws -> [UInt8]? {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        enum Next {
          case now(Result<[UInt8]?, any Error>, hasRoom: Bool)
          case wait(isFirst: Bool)
        }
        let next: Next = state.withLock { state in
          if !state.chunks.isEmpty {
            let wasFull = state.held >= Self.room
            let chunk = state.chunks.removeFirst()
            state.held -= chunk.count
            state.isAsked = true
            return .now(.success(chunk), hasRoom: wasFull && state.held < Self.room && state.ending == nil)
          }
          switch state.ending {
          case .success?: return .now(.success(nil), hasRoom: false)
          case .failure(let error)?: return .now(.failure(error), hasRoom: false)
          case nil:
            if Task.isCancelled { return .now(.failure(CancellationError()), hasRoom: false) }
            defer { state.isAsked = true }
            state.waiter = continuation
            return .wait(isFirst: !state.isAsked)
          }
        }
        switch next {
        case .now(let result, let hasRoom):
          continuation.resume(with: result)
          if hasRoom { onDemand(false) }
        case .wait(let isFirst): onDemand(isFirst)
        }
      }
    } onCancel: {
      state.withLock { $0.waiter.take() }?.resume(throwing: CancellationError())
    }
  }

  struct Iterator: AsyncIteratorProtocol {
    fileprivate let body: RequestBody

    mutating func next() async throws -> [UInt8]? { try await body.next() }
  }

  func makeAsyncIterator() -> Iterator { Iterator(body: self) }

  /// The whole of it; nil when there is more than `limit`.
  func collect(upTo limit: Int) async throws -> [UInt8]? {
    var bytes: [UInt8] = []
    while let chunk = try await next() {
      guard bytes.count + chunk.count <= limit else { return nil }
      bytes += chunk
    }
    return bytes
  }
}
