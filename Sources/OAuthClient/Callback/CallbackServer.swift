internal import Domain
internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Outbound

/// The HTTP server of a ``CallbackListener`` at one address, which keeps no log.
struct CallbackServer: Sendable {
  let port: UInt16
  private let connections: CallbackConnections
  private let running: Task<Void, any Error>

  /// A connection that asks for nothing is closed after that time.
  private static let idleTimeout = TimeAmount.seconds(20)
  /// More connections wait, so that a page that opens thousands does not use up the program's files.
  private static let connectionLimit = 64

  /// Binds the address, and returns when it listens.
  static func start(
    address: String, port: UInt16, respond: @escaping @Sendable (CallbackRequest) async -> CallbackPage
  ) async throws(ListenFailure) -> CallbackServer {
    let connections = CallbackConnections()
    let silent = Logger(label: "callback") { _ in SwiftLogNoOpLogHandler() }
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    var configuration = HTTP1Channel.Configuration(
      additionalChannelHandlers: [connections.keeper()], idleTimeout: idleTimeout)
    configuration.httpDecoder = .init(maxHeaderFieldSize: 32 * 1024, maxHeaderListSize: 64 * 1024)
    let application = Application(
      responder: CallbackResponder<Context> { request, context in
        CallbackConnections.closeWhenAnswered(context.channel)
        return await respond(CallbackRequest(request)).response(isHead: request.method == .head)
      },
      server: .http1(configuration: configuration),
      configuration: .init(
        address: .hostname(address, port: Int(port)),
        availableConnectionsDelegate: .maximum(connectionLimit, logger: silent)),
      onServerRunning: { channel in
        connections.setPort(channel)
        continuation.yield(channel.localAddress?.port ?? 0)
      },
      logger: silent)
    let running = Task {
      defer { continuation.finish() }
      try await application.run()
    }
    for await port in ports {
      return CallbackServer(port: UInt16(clamping: port), connections: connections, running: running)
    }
    throw await failure(of: running, port: port)
  }

  /// Closes the port, and the connections when what they asked for is answered.
  func stop() async {
    await connections.close(loops: EventLoopGroupProvider.singleton.eventLoopGroup)
    _ = await running.result
  }

  private static func failure(of running: Task<Void, any Error>, port: UInt16) async -> ListenFailure {
    guard case .failure(let error) = await running.result else { return .system("the server ended") }
    guard let error = error as? IOError else { return .system("bind(2) failed") }
    if error.errnoCode == EADDRINUSE {
      return .taken(port: port, by: PortHolder.name(of: port, itself: "this program itself, for another attempt"))
    }
    return .system(unsafe String(cString: strerror(error.errnoCode)))
  }

  /// Tells which connection a request came over.
  private struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
      coreContext = CoreRequestContextStorage(source: source)
      channel = source.channel
    }
  }
}
