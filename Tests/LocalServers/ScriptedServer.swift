internal import Foundation
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Synchronization

/// An HTTP server on loopback that answers as a test says, request by request, and remembers what came.
public final class ScriptedServer: Sendable {
  public struct Incoming: Sendable {
    public let method: String
    public let path: String
    /// Without the question mark.
    public let query: String
    public let headers: [(name: String, value: String)]
    public let body: String

    public func header(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as a form.
    public var form: [String: String] { ScriptedServer.fields(of: body) }
  }

  public struct Answer: Sendable {
    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: String

    public init(_ status: Int, _ body: String, type: String = "application/json", retryAfter: String? = nil) {
      self.status = status
      self.body = body
      headers = [("Content-Type", type)]
      if let retryAfter { headers.append(("Retry-After", retryAfter)) }
    }
  }

  /// The fields of a form or a query, escapes undone.
  public static func fields(of form: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in form.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1).map { $0.replacing("+", with: " ") }
      guard let name = parts.first?.removingPercentEncoding else { continue }
      fields[name] = parts.count > 1 ? parts[1].removingPercentEncoding ?? "" : ""
    }
    return fields
  }

  public let port: Int
  public var origin: String { "http://127.0.0.1:\(port)" }
  private let channels: OpenChannels
  private let running: Task<Void, any Error>

  public var requests: [Incoming] { box.arrived.withLock { $0 } }

  private struct NotListening: Error {}

  public static func start(_ answer: @escaping @Sendable (Incoming) async -> Answer) async throws -> ScriptedServer {
    let box = Box()
    let channels = OpenChannels()
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
      responder: CallbackResponder<BasicRequestContext> { request, _ in
        let body = try await request.body.collect(upTo: 1 << 20)
        let incoming = Incoming(
          method: request.method.rawValue, path: request.uri.path, query: request.uri.query ?? "",
          headers: request.headers.map { ($0.name.rawName, $0.value) }, body: String(buffer: body))
        box.arrived.withLock { $0.append(incoming) }
        let answer = await answer(incoming)
        var headers = HTTPFields()
        for header in answer.headers {
          if let name = HTTPFields.Element.Name(header.name) { headers[name] = header.value }
        }
        return Response(
          status: .init(code: answer.status), headers: headers,
          body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
      },
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        channels.add(channel)
        continuation.yield(channel.localAddress?.port ?? 0)
      },
      logger: Logger(label: "scripted server") { _ in SwiftLogNoOpLogHandler() })
    let running = Task {
      defer { continuation.finish() }
      try await application.run()
    }
    for await port in ports { return ScriptedServer(port: port, box, channels, running) }
    throw NotListening()
  }

  private final class Box: Sendable {
    let arrived = Mutex<[Incoming]>([])
  }

  private let box: Box

  private init(port: Int, _ box: Box, _ channels: OpenChannels, _ running: Task<Void, any Error>) {
    self.port = port
    self.box = box
    self.channels = channels
    self.running = running
  }

  public func stop() async {
    await channels.close()
    running.cancel()
    _ = await running.result
  }
}
