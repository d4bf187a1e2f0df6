internal import AsyncHTTPClient
internal import Domain
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Sends requests over HTTP/1.1 and HTTP/2, with certificate checks, to addresses of the permitted kind only.
///
/// Redirects are answers like any other and never followed; proxies of the environment are ignored; a connection that
/// cannot be made is not tried again; nothing is added to the request but `Host` and the body's framing.
///
/// There is one connection pool a kind of destination, since the check of the address knows the connection and not the
/// request it is made for; each is made for the first request that needs it.
public final class OutboundClient: Sendable {
  private struct Clients {
    var made: [OutboundRequest.Destination: HTTPClient] = [:]
    var isShutDown = false
  }

  /// One thread for all: the program makes few calls at a time, and a command only one.
  private static let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  private let configuration: OutboundConfiguration
  private let tls: TLSConfiguration
  private let clients = Mutex(Clients())

  /// - Throws: ``OutboundError/extraCA(path:reason:)``.
  public init(configuration: OutboundConfiguration = OutboundConfiguration()) throws(OutboundError) {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    for path in configuration.extraCAFiles {
      do {
        tls.additionalTrustRoots.append(.certificates(try NIOSSLCertificate.fromPEMFile(path)))
      } catch {
        throw .extraCA(path: path, reason: "no certificate can be read from it")
      }
    }
    self.configuration = configuration
    self.tls = tls
  }

  deinit {
    let made = clients.withLock { Array($0.made.values) }
    if !made.isEmpty { Task { for client in made { try? await client.shutdown() } } }
  }

  /// Ends the calls under way and closes the connections.
  public func shutdown() async {
    let made = clients.withLock { clients in
      defer { clients = Clients(isShutDown: true) }
      return Array(clients.made.values)
    }
    for client in made { try? await client.shutdown() }
  }

  /// Sends the request and waits for the answer's head; the body comes while it is read.
  public func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
    try RequestCheck.check(request)
    let client = try client(for: request.destination)
    let exchange = Exchange(
      eventLoop: client.eventLoopGroup.any(), answerTimeout: TimeAmount(configuration.answerTimeout),
      totalTimeout: TimeAmount(configuration.totalTimeout))
    let message = Self.message(request, exchange)
    let head = try await exchange.start { [configuration] exchange in
      do {
        try await Self.run(message, by: client, exchange, configuration)
        return .success(())
      } catch {
        return .failure(
          OutboundError(error, host: request.url.origin.host, request: request, configuration: configuration))
      }
    }
    return OutboundResponse(
      status: head.status, reason: head.reason, headers: head.headers, httpVersion: head.httpVersion,
      body: OutboundResponseBody(exchange))
  }

  private func client(for destination: OutboundRequest.Destination) throws(OutboundError) -> HTTPClient {
    let client: HTTPClient? = clients.withLock { clients in
      if clients.isShutDown { return nil }
      if let client = clients.made[destination] { return client }
      let client = Self.client(for: destination, tls: tls, configuration)
      clients.made[destination] = client
      return client
    }
    guard let client else { throw .closed }
    return client
  }

  private static func client(
    for destination: OutboundRequest.Destination, tls: TLSConfiguration, _ configuration: OutboundConfiguration
  ) -> HTTPClient {
    var settings = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: TimeAmount(configuration.connectTimeout)), proxy: nil, decompression: .disabled)
    let check = AddressCheck(destination: destination)
    settings.http1_1ConnectionDebugInitializer = { check($0) }
    settings.http2ConnectionDebugInitializer = { check($0) }
    settings.connectionPool.retryConnectionEstablishment = false
    settings.connectionPool.idleTimeout = TimeAmount(configuration.idleConnection)
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
    // A tracer would write headers of its own into the request.
    settings.tracing.tracer = nil
    return HTTPClient(eventLoopGroup: eventLoops, configuration: settings)
  }

  private static func message(_ request: OutboundRequest, _ exchange: Exchange) -> HTTPClientRequest {
    var message = HTTPClientRequest(url: request.url.description)
    message.method = HTTPMethod(rawValue: request.method)
    for header in request.headers { message.headers.add(name: header.name, value: header.value) }
    switch request.body {
    case .none: break
    case .bytes(let bytes): message.body = .bytes(ByteBuffer(bytes: bytes))
    case .stream(let length, let chunks): message.body = .chunks(chunks, length: length, exchange)
    }
    return message
  }

  /// The whole exchange, in the task that owns it.
  private static func run(
    _ message: HTTPClientRequest, by client: HTTPClient, _ exchange: Exchange, _ configuration: OutboundConfiguration
  ) async throws {
    let response = try await client.execute(message, deadline: .distantFuture)
    let headers = response.headers.map { (name: $0.name, value: $0.value) }
    let size = headers.reduce(Int64(0)) { $0 + Int64($1.name.utf8.count + $1.value.utf8.count) }
    guard size <= configuration.headerLimit else {
      throw OutboundError.tooLarge(.headers, limit: configuration.headerLimit)
    }
    exchange.receive(
      Exchange.Head(
        status: Int(response.status.code), reason: response.status.reasonPhrase,
        headers: HopByHop.removed(from: headers),
        httpVersion: response.version.major >= 2
          ? "HTTP/\(response.version.major)" : "HTTP/\(response.version.major).\(response.version.minor)"))
    var received: Int64 = 0
    for try await buffer in response.body {
      received += Int64(buffer.readableBytes)
      if let limit = configuration.bodyLimit, received > limit { throw OutboundError.tooLarge(.body, limit: limit) }
      guard await exchange.receive(Array(buffer.readableBytesView)) else { return }
    }
  }
}
