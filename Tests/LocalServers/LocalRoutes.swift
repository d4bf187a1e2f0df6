internal import Hummingbird

/// The paths of a ``LocalServer``:
///
/// | path | answers |
/// |---|---|
/// | `/secure` | `{"ok":true}` with the credential, else 401 |
/// | `/echo` | the request's body |
/// | `/count` | the number of bytes of the request's body |
/// | `/stream/N` | N bytes with `Content-Length`; `/chunked/N` without |
/// | `/half` | 64 KiB of an announced MiB, then the connection is dropped |
/// | `/hang` | headers and 5 bytes, then nothing; `/silent` not even headers |
/// | `/drip` | a byte every now and then, until the client goes away |
/// | `/redirect?URL` | 302 to that URL |
/// | `/reflect` | the `Authorization` header, in a header and in the body |
/// | `/headers/N` | N bytes in one header |
/// | `/status/N` | that status |
/// | else | 200, an empty object, and hop-by-hop headers |
struct LocalRoutes: Sendable {
  let log: RequestLog
  private let credential: (name: HTTPFields.Element.Name, value: String)?

  struct BadCredentialName: Error {}

  init(log: RequestLog, credential: (name: String, value: String)?) throws {
    self.log = log
    guard let credential else {
      self.credential = nil
      return
    }
    guard let name = HTTPFields.Element.Name(credential.name) else { throw BadCredentialName() }
    self.credential = (name, credential.value)
  }

  func respond(to request: Request, until channels: OpenChannels) async throws -> Response {
    log.add(
      RequestLog.Entry(
        method: request.method.rawValue, target: request.head.path ?? "", authority: request.head.authority,
        headers: request.headers.map { ($0.name.rawName, $0.value) }))
    let response = try await answer(request, until: channels)
    return Response(status: response.status, headers: response.headers, body: counted(response.body))
  }

  private func answer(_ request: Request, until channels: OpenChannels) async throws -> Response {
    let parts = request.uri.path.split(separator: "/").map(String.init)
    let number = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    switch parts.first {
    case "secure":
      guard let credential, request.headers[credential.name] == credential.value else {
        return Self.text(#"{"error":"unauthorized"}"#, status: .unauthorized)
      }
      return Self.text(#"{"ok":true}"#)
    case "echo": return Response(status: .ok, body: ResponseBody(asyncSequence: request.body))
    case "count":
      var count = 0
      for try await buffer in request.body { count += buffer.readableBytes }
      return Self.text("\(count)")
    case "stream": return Response(status: .ok, body: Self.zeros(number, announced: true))
    case "chunked": return Response(status: .ok, body: Self.zeros(number, announced: false))
    case "half": return Response(status: .ok, body: Self.half)
    case "drip": return Response(status: .ok, body: Self.drip)
    case "hang": return Response(status: .ok, body: Self.hang(until: channels))
    case "silent":
      await channels.waitUntilClosed()
      return Response(status: .noContent)
    case "redirect": return Response(status: .found, headers: [.location: request.uri.query ?? "/"])
    case "reflect":
      let value = request.headers[.authorization] ?? ""
      return Self.text("you sent \(value) here", headers: [.eTag: value])
    case "headers": return Self.text("", headers: [.eTag: String(repeating: "x", count: number)])
    case "status": return Self.text("", status: .init(code: number))
    default: return Self.text("{}", headers: Self.hopByHop)
    }
  }

  private static let hopByHop: HTTPFields = {
    guard let keepAlive = HTTPFields.Element.Name("Keep-Alive"), let own = HTTPFields.Element.Name("X-Own") else {
      return [:]
    }
    return [keepAlive: "timeout=5", .connection: "X-Own", own: "1", .eTag: "kept"]
  }()

  private static func text(_ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
    Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  private static func zeros(_ count: Int, announced: Bool) -> ResponseBody {
    ResponseBody(contentLength: announced ? count : nil) { writer in
      let block = ByteBuffer(repeating: 0, count: 64 * 1024)
      var rest = count
      while rest > 0 {
        try await writer.write(block.getSlice(at: 0, length: min(rest, block.readableBytes)) ?? block)
        rest -= min(rest, block.readableBytes)
      }
      try await writer.finish(nil)
    }
  }

  private struct Dropped: Error {}

  private static let half = ResponseBody(contentLength: 1 << 20) { writer in
    try await writer.write(ByteBuffer(repeating: 0, count: 64 * 1024))
    throw Dropped()
  }

  private static func hang(until channels: OpenChannels) -> ResponseBody {
    ResponseBody(contentLength: 1 << 20) { writer in
      try await writer.write(ByteBuffer(string: "begun"))
      await channels.waitUntilClosed()
      throw Dropped()
    }
  }

  private static let drip = ResponseBody(contentLength: 1 << 20) { writer in
    // A server notices by a failing write that its client is gone.
    while true {
      try await writer.write(ByteBuffer(string: "."))
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  private func counted(_ body: ResponseBody) -> ResponseBody {
    ResponseBody(contentLength: body.contentLength) { [log] writer in
      defer { log.end() }
      try await body.write(writer)
    }
  }
}
