internal import NIOCore
internal import NIOEmbedded
internal import Testing

@testable internal import Outbound

/// The clock of an exchange is its event loop's, which these tests move by hand.
@Suite struct ExchangeTests {
  private let loop = NIOAsyncTestingEventLoop()
  private let exchange: Exchange

  init() { exchange = Exchange(eventLoop: loop, answerTimeout: .seconds(10), totalTimeout: .seconds(100)) }

  /// Starts the exchange; its task tells by the stream that it runs, and ends when the exchange does.
  private func start(_ body: @escaping @Sendable (Exchange) async -> Void) async -> Task<Exchange.Head, any Error> {
    let (running, continuation) = AsyncStream.makeStream(of: Void.self)
    let exchange = exchange
    let task = Task {
      try await exchange.start { exchange in
        await body(exchange)
        continuation.finish()
        let (never, open) = AsyncStream.makeStream(of: Void.self)
        for await _ in never { open.finish() }
        return .failure(.cancelled)
      }
    }
    for await _ in running {}
    return task
  }

  private static let head = Exchange.Head(status: 200, reason: "OK", headers: [], httpVersion: "HTTP/1.1")

  @Test("a provider that says nothing is given up after the answer's time")
  func silence() async throws {
    let task = await start { _ in }
    await loop.advanceTime(by: .seconds(11))
    await #expect(throws: OutboundError.timeout(.answer, milliseconds: 10_000)) { try await task.value }
  }

  @Test("waiting for the caller's own body is not the provider's silence")
  func slowUpload() async throws {
    let task = await start { $0.callerIsAsked() }
    for _ in 0..<5 { await loop.advanceTime(by: .seconds(9)) }
    exchange.callerAnswered()
    await loop.advanceTime(by: .seconds(9))
    exchange.callerIsAsked()
    for _ in 0..<3 { await loop.advanceTime(by: .seconds(9)) }
    exchange.callerAnswered()
    await loop.advanceTime(by: .seconds(11))
    await #expect(throws: OutboundError.timeout(.answer, milliseconds: 10_000)) { try await task.value }
  }

  @Test("a reader who pauses is not the provider's silence, one who waits makes it count")
  func slowReader() async throws {
    let task = await start { $0.receive(Self.head) }
    #expect(try await task.value.status == 200)
    for _ in 0..<8 { await loop.advanceTime(by: .seconds(9)) }
    #expect(await exchange.receive([1]))
    #expect(try await exchange.next() == [1])
    let exchange = exchange
    let next = Task { try await exchange.next() }
    while !exchange.isAwaited { await Task.yield() }
    await loop.advanceTime(by: .seconds(11))
    await #expect(throws: OutboundError.timeout(.answer, milliseconds: 10_000)) { try await next.value }
  }

  @Test("the whole call has an end, whoever is waited for")
  func total() async throws {
    let task = await start { $0.callerIsAsked() }
    for _ in 0..<12 { await loop.advanceTime(by: .seconds(9)) }
    await #expect(throws: OutboundError.timeout(.total, milliseconds: 100_000)) { try await task.value }
  }

  @Test("bytes that arrived before a failure are still read, then the failure is told")
  func rest() async throws {
    let task = await start { $0.receive(Self.head) }
    _ = try await task.value
    #expect(await exchange.receive([1, 2]))
    exchange.end(.failure(.disconnected))
    #expect(try await exchange.next() == [1, 2])
    await #expect(throws: OutboundError.disconnected) { try await exchange.next() }
    #expect(await !exchange.receive([3]))
  }
}
