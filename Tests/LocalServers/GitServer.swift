internal import Foundation
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// Git's own server of repositories over HTTP (git-http-backend(1)) on loopback, in the place of a provider.
public final class GitServer: Sendable {
  public let origin: String
  private let channels: OpenChannels
  private let running: Task<Void, any Error>

  /// Binds an ephemeral port of 127.0.0.1.
  ///
  /// - Parameters:
  ///   - root: the folder with the repositories.
  ///   - authorization: the header's value without which every request gets 401.
  public static func start(root: String, authorization: String) async throws -> GitServer {
    let channels = OpenChannels()
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
      responder: CallbackResponder<GitContext> { request, context in
        channels.add(context.channel)
        guard request.headers[.authorization] == authorization else { return Response(status: .unauthorized) }
        let body = try await request.body.collect(upTo: 64 << 20)
        return try backend(request, Data(body.readableBytesView), root)
      },
      server: .http1(), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        channels.add(channel)
        continuation.yield(channel.localAddress?.port ?? 0)
      },
      logger: Logger(label: "git server") { _ in SwiftLogNoOpLogHandler() })
    let running = Task {
      defer { continuation.finish() }
      try await application.run()
    }
    for await port in ports { return GitServer(port, channels, running) }
    try await running.value
    throw CancellationError()
  }

  private init(_ port: Int, _ channels: OpenChannels, _ running: Task<Void, any Error>) {
    origin = "http://127.0.0.1:\(port)"
    self.channels = channels
    self.running = running
  }

  public func stop() async {
    await channels.close()
    _ = await running.result
  }

  /// One request as a CGI program sees it (RFC 3875).
  private static func backend(_ request: Request, _ body: Data, _ root: String) throws -> Response {
    let input = root + "/request-\(UUID().uuidString)"
    try body.write(to: URL(filePath: input))
    defer { try? FileManager.default.removeItem(atPath: input) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "http-backend"]
    process.environment = [
      "PATH": "/usr/bin:/bin", "GIT_PROJECT_ROOT": root, "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": "tester",
      "REQUEST_METHOD": request.method.rawValue, "PATH_INFO": request.uri.path, "QUERY_STRING": request.uri.query ?? "",
      "CONTENT_TYPE": request.headers[.contentType] ?? "", "CONTENT_LENGTH": String(body.count),
      "HTTP_CONTENT_ENCODING": request.headers[.contentEncoding] ?? "", "HOME": root,
      "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
    ]
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: input))
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return response(answer)
  }

  private static func response(_ answer: Data) -> Response {
    guard let end = answer.range(of: Data("\r\n\r\n".utf8)) else { return Response(status: .internalServerError) }
    var status = HTTPResponse.Status.ok
    var headers = HTTPFields()
    for line in String(decoding: answer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      let value = parts.count == 2 ? parts[1].drop { $0 == " " } : ""
      if parts[0] == "Status" {
        status = HTTPResponse.Status(code: Int(value.prefix(3)) ?? 500)
      } else if let name = HTTPFields.Element.Name(String(parts[0])) {
        headers[name] = String(value)
      }
    }
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer[end.upperBound...])))
  }
}

private struct GitContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}
