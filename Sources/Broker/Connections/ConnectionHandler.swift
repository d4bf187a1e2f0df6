internal import Domain
internal import NIOCore
internal import NIOHTTP1
internal import Outbound

/// One connection: requests in order, each served by a task of its own, read no faster than they are worked on.
///
/// The connection is read only while something of it is wanted, so that a client that sends ahead waits in its own socket.
/// A client that closes its side is gone (there are no half-closed connections): then the task is cancelled.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  struct Head: Sendable {
    var status: Int
    var headers: [(name: String, value: String)]
  }

  private enum Phase {
    case idle
    /// A request is served. `isWhole`: its last byte has come.
    case serving(ServedExchange, isWhole: Bool)
    /// Everything is said; what the client still sends is thrown away, so that it reads the answer before the end.
    case lingering
    case closed
  }

  private let front: Front
  private let listener: RequestHead.Listener
  private let limits: BrokerLimits
  private var context: ChannelHandlerContext?
  private var phase = Phase.idle
  /// What the client has sent ahead.
  private var ahead: [HTTPServerRequestPart] = []
  private var timer: Scheduled<Void>?
  private var isTimingHead = false
  private var peer = NetworkAddress.thisMachine
  private var hasWrittenHead = false
  private var isChunked = false
  private var hasNoBody = false
  /// Bytes of the answer that are still to come, where that was announced.
  private var announced: Int64?
  /// Not kept for another request.
  private var isLast = false
  private var isDraining = false
  private var thrownAway = 0

  init(front: Front, listener: RequestHead.Listener, limits: BrokerLimits) {
    self.front = front
    self.listener = listener
    self.limits = limits
  }

  // MARK: What comes

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    if let address = context.remoteAddress?.ipAddress.flatMap({ NetworkAddress($0) }) { peer = address }
    beginTiming(head: true)
    context.fireChannelActive()
    readIfWanted()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    switch phase {
    case .idle, .serving(_, isWhole: false): take(part)
    case .serving(_, isWhole: true): ahead.append(part)
    case .lingering:
      if case .body(let buffer) = part { thrownAway += buffer.readableBytes }
      if thrownAway > 1 << 20 { close() }
    case .closed: break
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { readIfWanted() }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    if case .serving(let exchange, let isWhole) = phase {
      if isWhole || hasWrittenHead {
        exchange.cancel()
      } else {
        // The one who sends it on ends by itself, and records why; unless it has no use for the body any more.
        exchange.body.end(.failure(.requestBody("the caller went away before the end of its body")))
        context.eventLoop.scheduleTask(in: .seconds(2)) { exchange.cancel() }
      }
    }
    phase = .closed
    context.fireChannelInactive()
  }

  /// What is no HTTP is answered, where an answer can be told apart from another's, and ends the connection.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // The client has gone in the middle of something: that is told by what follows.
    if error as? HTTPParserError == .invalidEOFState { return }
    switch phase {
    case .idle:
      refuse(error as? HTTPParserError == .headerOverflow ? .headersTooLarge : .malformed)
    case .serving(let exchange, let isWhole):
      isLast = true
      if !isWhole, error is HTTPParserError {
        exchange.body.end(.failure(.requestBody("it is no valid HTTP")))
      } else if !isWhole {
        close()
      }
    case .lingering: close()
    case .closed: break
    }
  }

  /// The first byte after a silence: the rest of the head has to follow soon.
  func bytesArrived() {
    if case .idle = phase, !isTimingHead { beginTiming(head: true) }
  }

  /// Nothing is begun any more; what is being served ends as it may.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is DrainEvent else { return context.fireUserInboundEventTriggered(event) }
    isDraining = true
    isLast = true
    if case .idle = phase { close() }
  }

  // MARK: Requests

  private func take(_ part: HTTPServerRequestPart) {
    switch (part, phase) {
    case (.head(let head), .idle): begin(head)
    case (.body(let buffer), .serving(let exchange, _)):
      timer?.cancel()
      exchange.body.receive(Array(buffer.readableBytesView))
    case (.end, .serving(let exchange, _)):
      // Trailers are not passed on (RFC 9110, section 6.5.1): nobody could decide on them.
      timer?.cancel()
      phase = .serving(exchange, isWhole: true)
      exchange.body.end()
    default: break
    }
  }

  private func begin(_ head: HTTPRequestHead) {
    guard let loop = context?.eventLoop else { return }
    timer?.cancel()
    isTimingHead = false
    (hasWrittenHead, isChunked, hasNoBody, announced) = (false, false, head.method == .HEAD, nil)
    let headers = head.headers.map { (name: $0.name, value: $0.value) }
    let length = head.headers.first(name: "content-length").flatMap { Int64($0) }
    let isCoded = head.headers.contains(name: "transfer-encoding")
    let request = RequestHead(
      method: head.method.rawValue, target: head.uri, headers: headers, length: isCoded ? nil : length,
      hasBody: isCoded || (length ?? 0) > 0, peer: peer, listener: listener)
    // After a request to speak another protocol the parser reads no further.
    isLast = isDraining || !head.isKeepAlive || head.headers.contains(name: "upgrade") || head.method == .CONNECT
    let bound = NIOLoopBound(self, eventLoop: loop)
    let waits = request.values("expect").contains { $0.lowercased() == "100-continue" }
    let body = RequestBody { isFirst in loop.execute { bound.value.wanted(waits && isFirst) } }
    let exchange = ServedExchange(head: request, body: body)
    phase = .serving(exchange, isWhole: false)
    let writer = ResponseWriter(loop: loop, handler: bound, exchange: exchange)
    guard head.version == .http1_1 else { return writer.send(ErrorAnswer.otherVersion.response) }
    guard request.values("transfer-encoding").allSatisfy({ $0.lowercased() == "chunked" }) else {
      isLast = true
      return writer.send(ErrorAnswer.otherCoding.response)
    }
    if isDraining { return writer.send(ErrorAnswer.ending.response) }
    if let refusal = front.refusal(of: request) { return writer.send(refusal) }
    exchange.start { [front] in await front.answer(exchange, writer) }
  }

  /// Somebody waits for a piece of the body.
  private func wanted(_ isExpected: Bool) {
    guard case .serving(_, isWhole: false) = phase else { return }
    if isExpected, !hasWrittenHead {
      context?.writeAndFlush(
        wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
    }
    beginTiming(head: false)
    readIfWanted()
  }

  private func readIfWanted() {
    switch phase {
    case .idle, .lingering: context?.read()
    case .serving(let exchange, isWhole: false) where exchange.body.hasRoom: context?.read()
    case .serving, .closed: break
    }
  }

  // MARK: Answers

  private func isServing(_ exchange: ServedExchange) -> Bool {
    if case .serving(let served, _) = phase { served === exchange } else { false }
  }

  func write(_ head: Head, isWaiting: Bool, of exchange: ServedExchange) {
    guard isServing(exchange), !hasWrittenHead, let context else { return }
    hasWrittenHead = true
    if (100..<200).contains(head.status) || head.status == 204 || head.status == 304 { hasNoBody = true }
    var headers = HTTPHeaders()
    headers.reserveCapacity(head.headers.count + 2)
    var length: Int64?
    for header in head.headers {
      switch header.name.lowercased() {
      case "connection", "transfer-encoding": continue
      case "content-length":
        guard length == nil, head.status != 204 else { continue }
        length = Int64(header.value)
      default: break
      }
      headers.add(name: header.name, value: header.value)
    }
    if !hasNoBody {
      announced = length
      isChunked = length == nil
      if isChunked { headers.add(name: "Transfer-Encoding", value: "chunked") }
    }
    if case .serving(let served, isWhole: false) = phase, served.head.hasBody, head.status >= 400 { isLast = true }
    if isLast { headers.add(name: "Connection", value: "close") }
    let line = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: head.status), headers: headers)
    context.write(wrapOutboundOut(.head(line)), promise: nil)
    if !isWaiting { context.flush() }
  }

  func write(_ bytes: ByteBuffer, of exchange: ServedExchange, _ written: EventLoopPromise<Void>?) {
    guard isServing(exchange), hasWrittenHead, let context else {
      written?.fail(ResponseWriter.Gone())
      return
    }
    guard !hasNoBody, bytes.readableBytes > 0 else {
      written?.succeed()
      return
    }
    if let left = announced {
      guard left >= Int64(bytes.readableBytes) else {
        written?.fail(ResponseWriter.Gone())
        return close()
      }
      announced = left - Int64(bytes.readableBytes)
    }
    let part = wrapOutboundOut(.body(.byteBuffer(bytes)))
    guard let written else { return context.write(part, promise: nil) }
    let loop = context.eventLoop.assumeIsolated()
    let stall = loop.scheduleTask(in: TimeAmount(limits.stallTime)) { [weak self] in
      if let self, isServing(exchange) { close() }
    }
    written.futureResult.whenComplete { _ in stall.cancel() }
    context.writeAndFlush(part, promise: written)
  }

  func writeAndFlush(_ bytes: ByteBuffer, of exchange: ServedExchange) {
    write(bytes, of: exchange, nil)
    if isServing(exchange) { context?.flush() }
  }

  func end(_ exchange: ServedExchange) {
    guard isServing(exchange), let context else { return }
    guard hasWrittenHead, hasNoBody || (announced ?? 0) == 0 else { return close() }
    guard case .serving(_, let isWhole) = phase else { return }
    if isWhole, !isLast {
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      return goOn()
    }
    exchange.body.end(.failure(.requestBody("it was not wanted")))
    finish(context)
  }

  func abort(_ exchange: ServedExchange) {
    if isServing(exchange) { close() }
  }

  private func goOn() {
    phase = .idle
    beginTiming(head: false)
    let parts = ahead
    ahead = []
    for part in parts {
      if case .serving(_, isWhole: true) = phase { ahead.append(part) } else { take(part) }
    }
    readIfWanted()
  }

  /// An answer to what is no request.
  private func refuse(_ answer: ErrorAnswer) {
    guard let context else { return }
    let response = answer.response
    var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
    headers.add(name: "Content-Length", value: String(response.body.count))
    headers.add(name: "Connection", value: "close")
    let line = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers)
    context.write(wrapOutboundOut(.head(line)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
    finish(context)
  }

  /// The last answer ends. Closing a socket with bytes unread resets the connection, and the client may lose the answer
  /// (RFC 9112, section 9.6): it gets the end of the stream first, and a moment to read.
  private func finish(_ context: ChannelHandlerContext) {
    phase = .lingering
    timer?.cancel()
    let written = context.eventLoop.makePromise(of: Void.self)
    written.futureResult.assumeIsolated().whenComplete { [weak self] _ in self?.linger() }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    readIfWanted()
  }

  private func linger() {
    guard case .lingering = phase else { return }
    context?.close(mode: .output, promise: nil)
    setTimer(.seconds(2)) { $0.close() }
  }

  private func close() {
    phase = .closed
    timer?.cancel()
    context?.close(promise: nil)
  }

  // MARK: Time

  private func beginTiming(head: Bool) {
    isTimingHead = head
    setTimer(head ? limits.headTime : limits.idleTime) { $0.timeIsOver() }
  }

  private func timeIsOver() {
    switch phase {
    case .idle: isTimingHead ? refuse(.tooSlow) : close()
    case .serving(let exchange, isWhole: false):
      isLast = true
      exchange.body.end(.failure(.requestBody("its sender was silent for too long")))
    case .serving, .lingering, .closed: break
    }
  }

  private func setTimer(_ time: Duration, _ action: @escaping (ConnectionHandler) -> Void) {
    timer?.cancel()
    guard let context else { return }
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { [weak self] in
      if let self { action(self) }
    }
  }
}

extension ErrorAnswer {
  fileprivate static let malformed = ErrorAnswer(
    400, .badRequest, "malformed", "the request is no valid HTTP/1.1", hint: "nothing was done")
  fileprivate static let headersTooLarge = ErrorAnswer(
    431, .badRequest, "headers_too_large", "the request's target or headers are too large",
    hint: "a header and the target may have 16 KiB, all headers together 32 KiB")
  fileprivate static let tooSlow = ErrorAnswer(
    408, .badRequest, "too_slow", "the beginning of the request did not come in time", hint: "send it again, whole")
  fileprivate static let otherVersion = ErrorAnswer(
    505, .badRequest, "version", "the broker speaks HTTP/1.1 only", hint: "send the request as HTTP/1.1")
  fileprivate static let otherCoding = ErrorAnswer(
    501, .badRequest, "transfer_coding", "the broker knows no transfer coding but chunked",
    hint: "say it in Content-Encoding")
  fileprivate static var ending: ErrorAnswer {
    var answer = ErrorAnswer(
      503, .unavailable, "ending", "the broker is about to end", hint: "start it again with: gatehouse serve")
    answer.retryAfter = 5
    return answer
  }
}
