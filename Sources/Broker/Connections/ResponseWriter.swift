internal import NIOCore

/// Where the task that serves a request writes its answer to. Each piece of the body is waited for until the connection
/// has taken it, so that a slow reader slows the provider down.
struct ResponseWriter: Sendable {
  let loop: any EventLoop
  let handler: NIOLoopBound<ConnectionHandler>
  let exchange: ServedExchange

  struct Gone: Error {}

  /// The status line and the headers. A head that waits goes out together with what follows it.
  func head(_ status: Int, _ headers: [(name: String, value: String)], isWaiting: Bool = false) {
    loop.execute { handler.value.write(.init(status: status, headers: headers), isWaiting: isWaiting, of: exchange) }
  }

  func body(_ bytes: [UInt8]) async throws {
    let written = loop.makePromise(of: Void.self)
    loop.execute { handler.value.write(ByteBuffer(bytes: bytes), of: exchange, written) }
    try await written.futureResult.get()
  }

  /// The same, and not waited for.
  func bodyAtOnce(_ bytes: [UInt8]) {
    loop.execute { handler.value.writeAndFlush(ByteBuffer(bytes: bytes), of: exchange) }
  }

  /// The answer is whole.
  func end() { loop.execute { handler.value.end(exchange) } }

  /// The answer cannot be completed: the connection is closed, without what would say that it is whole.
  func abort() { loop.execute { handler.value.abort(exchange) } }

  /// A whole answer, at once.
  func send(_ response: BrokerResponse) {
    let headers = response.headers + [("Content-Length", String(response.body.count))]
    loop.execute {
      let handler = handler.value
      handler.write(.init(status: response.status, headers: headers), isWaiting: true, of: exchange)
      handler.write(ByteBuffer(bytes: response.body), of: exchange, nil)
      handler.end(exchange)
    }
  }

  /// Cancels the exchange's task after a while; what is returned takes that back.
  func cancel(after time: Duration) -> Scheduled<Void> {
    loop.scheduleTask(in: TimeAmount(time)) { exchange.cancel() }
  }
}
