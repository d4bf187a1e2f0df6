/// The answer's body, in chunks of the size in which they arrive. It can be read once.
///
/// Nothing is read ahead but one chunk and what the connection's windows hold, so a slow reader slows the provider down.
/// The exchange ends when the last chunk was read, when the reading task is cancelled, on ``cancel()``, and when the last
/// copy of this value and its iterators is gone.
public struct OutboundResponseBody: AsyncSequence, Sendable {
  public typealias Element = [UInt8]
  public typealias Failure = OutboundError

  private let handle: Handle

  init(_ exchange: Exchange) { handle = Handle(exchange) }

  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let handle: Handle

    public mutating func next() async throws(OutboundError) -> [UInt8]? { try await handle.exchange.next() }

    public mutating func next(isolation actor: isolated (any Actor)?) async throws(OutboundError) -> [UInt8]? {
      try await handle.exchange.next()
    }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(handle: handle) }

  /// Ends the exchange; a chunk that is waited for becomes ``OutboundError/cancelled``.
  public func cancel() { handle.exchange.end(.failure(.cancelled)) }

  /// Ends an exchange that nobody can read any more.
  fileprivate final class Handle: Sendable {
    let exchange: Exchange

    init(_ exchange: Exchange) { self.exchange = exchange }

    deinit { exchange.end(.failure(.cancelled)) }
  }
}
