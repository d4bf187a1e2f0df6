internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdHTTP2
internal import HummingbirdTLS
internal import Logging
internal import NIOCore
internal import NIOSSL

/// An HTTP server on loopback that stands in for a provider in tests. It records what arrives before it answers.
///
/// The paths it knows are listed in ``LocalRoutes``.
public final class LocalServer: Sendable {
  public enum Security: Sendable {
    case none
    /// HTTP/1.1 over TLS.
    case http1(TestIdentity)
    /// HTTP/2 where the client offers it in ALPN, else HTTP/1.1, over TLS.
    case http2(TestIdentity)
  }

  public let port: Int
  public let log: RequestLog
  private let isSecure: Bool
  private let channels: OpenChannels
  private let running: Task<Void, any Error>

  /// Binds an ephemeral port of 127.0.0.1.
  ///
  /// - Parameter credential: the header and value without which `/secure` answers 401.
  public static func start(
    _ security: Security = .none, credential: (name: String, value: String)? = nil
  ) async throws -> LocalServer {
    let log = RequestLog()
    let channels = OpenChannels()
    let routes = try LocalRoutes(log: log, credential: credential)
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
      responder: CallbackResponder<LocalContext> { request, context in
        channels.add(context.channel)
        return try await routes.respond(to: request, until: channels)
      },
      server: try builder(security), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        channels.add(channel)
        continuation.yield(channel.localAddress?.port ?? 0)
      },
      logger: Logger(label: "local server") { _ in SwiftLogNoOpLogHandler() })
    let running = Task {
      defer { continuation.finish() }
      try await application.run()
    }
    for await port in ports { return LocalServer(port: port, log: log, channels, security, running) }
    try await running.value
    throw NotListening()
  }

  private struct NotListening: Error {}

  private init(
    port: Int, log: RequestLog, _ channels: OpenChannels, _ security: Security, _ running: Task<Void, any Error>
  ) {
    self.port = port
    self.log = log
    self.channels = channels
    if case .none = security { isSecure = false } else { isSecure = true }
    self.running = running
  }

  /// Closes the port and every connection. Without it the server runs on.
  public func stop() async {
    await channels.close()
    _ = await running.result
  }

  /// `http://127.0.0.1:PORT`, or `https://localhost:PORT`, which is the name in the certificate.
  public var origin: String { isSecure ? "https://localhost:\(port)" : "http://127.0.0.1:\(port)" }

  private static func builder(_ security: Security) throws -> HTTPServerBuilder {
    switch security {
    case .none: .http1()
    case .http1(let identity): try .tls(.http1(), tlsConfiguration: identity.configuration())
    case .http2(let identity): try .http2Upgrade(tlsConfiguration: identity.configuration())
    }
  }
}

/// Tells which connection a request came over.
private struct LocalContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}

extension TestIdentity {
  fileprivate func configuration() throws -> TLSConfiguration {
    .makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(certificateFile).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: keyFile, format: .pem)))
  }
}
