internal import CLinux
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Outbound

/// Binds addresses and sets up what comes in.
struct Listener: Sendable {
  /// One thread for all connections: it only moves bytes; the vault's work is done elsewhere.
  static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  let connections: OpenConnections
  let limits: BrokerLimits

  /// What the kernel says of the other end of a Unix socket (unix(7), SO_PEERCRED).
  private struct PeerCredentials {
    var pid: pid_t = 0
    var uid: uid_t = uid_t.max
    var gid: gid_t = gid_t.max
  }

  func bind(
    port: UInt16, isIPv6: Bool, front: @escaping @Sendable () -> Front?
  ) async throws(BrokerProblem)
    -> any Channel
  {
    do {
      return try await bootstrap(.tcp, front: front).bind(host: isIPv6 ? "::1" : "127.0.0.1", port: Int(port)).get()
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw BrokerProblem(
        .portTaken,
        "port \(port)\(isIPv6 ? " of ::1" : "") is taken by \(PortHolder.name(of: port, isIPv6: isIPv6))",
        hint: "end that program, or choose another port: --port N, or port in config.toml")
    } catch let error as IOError {
      let reason = unsafe String(cString: strerror(error.errnoCode))
      throw BrokerProblem(
        .system, "cannot listen at \(isIPv6 ? "::1" : "127.0.0.1"): \(reason)",
        hint: "check the network of this machine")
    } catch {
      throw BrokerProblem(
        .system, "cannot listen at \(isIPv6 ? "::1" : "127.0.0.1")", hint: "check the network of this machine")
    }
  }

  func bind(socket path: String, front: @escaping @Sendable () -> Front?) async throws(BrokerProblem) -> any Channel {
    try SocketPath.prepare(path)
    do {
      let channel = try await bootstrap(.unixSocket, front: front).bind(unixDomainSocketPath: path).get()
      guard unsafe chmod(path, 0o600) == 0 else { throw BrokerFolder.problem("cannot protect \(path)") }
      return channel
    } catch let problem as BrokerProblem {
      throw problem
    } catch let error as IOError {
      let reason = unsafe String(cString: strerror(error.errnoCode))
      throw BrokerProblem(.socket, "cannot listen at \(path): \(reason)", hint: "give another path with --socket")
    } catch {
      throw BrokerProblem(.socket, "cannot listen at \(path)", hint: "give another path with --socket")
    }
  }

  private func bootstrap(
    _ listener: RequestHead.Listener, front: @escaping @Sendable () -> Front?
  ) -> ServerBootstrap {
    let (connections, limits) = (connections, limits)
    return ServerBootstrap(group: Self.loops)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: listener == .tcp ? 1 : 0)
      .childChannelOption(.autoRead, value: false)
      .childChannelOption(.maxMessagesPerRead, value: 1)
      .childChannelInitializer { channel in
        let peer = listener == .unixSocket ? Self.peer(of: channel) : channel.eventLoop.makeSucceededFuture(geteuid())
        return peer.flatMapThrowing { user in
          guard user == geteuid() else { throw OtherUser() }
          guard let front = front(), connections.take(channel) else { return try Self.refuse(channel) }
          if listener == .tcp { try channel.syncOptions?.setOption(.tcpOption(.tcp_nodelay), value: 1) }
          try Self.setUp(channel, ConnectionHandler(front: front, listener: listener, limits: limits), limits)
        }
      }
  }

  private struct OtherUser: Error {}

  /// The user at the other end. The folder keeps others away from the socket; this holds where it lies elsewhere.
  private static func peer(of channel: any Channel) -> EventLoopFuture<uid_t> {
    guard let socket = channel as? any SocketOptionProvider else {
      return channel.eventLoop.makeFailedFuture(OtherUser())
    }
    let credentials: EventLoopFuture<PeerCredentials> = socket.unsafeGetSocketOption(
      level: .socket, name: .init(rawValue: SO_PEERCRED))
    return credentials.map(\.uid)
  }

  private static func setUp(_ channel: any Channel, _ handler: ConnectionHandler, _ limits: BrokerLimits) throws {
    var decoding = NIOHTTPDecoderLimitConfiguration()
    decoding.maxHeaderFieldSize = limits.line
    decoding.maxHeaderListSize = limits.headers
    var encoding = HTTPResponseEncoder.Configuration()
    encoding.automaticallySetFramingHeaders = false
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(ArrivalHandler(handler))
    try pipeline.addHandler(HTTPResponseEncoder(configuration: encoding))
    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: decoding)))
    try pipeline.addHandler(handler)
  }

  /// One connection too many.
  private static func refuse(_ channel: any Channel) throws {
    let body =
      #"{"error":{"code":"too_many_connections","message":"the broker has no room for another connection","#
      + #""hint":"close some, or try again","type":"service_unavailable"}}"#
    let text =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 1\r\n"
      + "Connection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    try channel.pipeline.syncOperations.addHandler(RefusingHandler(text))
  }

  private final class RefusingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let text: String

    init(_ text: String) { self.text = text }

    func channelActive(context: ChannelHandlerContext) {
      let channel = context.channel
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
      context.close(mode: .output, promise: nil)
      // A moment to read the answer, as long as the client has sent something.
      context.eventLoop.scheduleTask(in: .milliseconds(500)) { channel.close(promise: nil) }
    }
  }
}
