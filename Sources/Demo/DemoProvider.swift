internal import Domain
internal import FoundationEssentials
internal import Hummingbird
internal import Logging
internal import NIOCore

/// The stand-in for every provider of the demo: an HTTP server on loopback that demands the right credential and answers
/// in the form of the real API. It serves until the process ends.
struct DemoProvider: Sendable {
  let origin: Origin

  struct NotListening: Error {}

  static func start(_ services: [DemoService]) async throws -> DemoProvider {
    let (ports, continuation) = AsyncStream.makeStream(of: UInt16.self)
    let application = Application(
      responder: CallbackResponder<BasicRequestContext> { request, _ in Self.answer(request, services) },
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        if let port = channel.localAddress?.port { continuation.yield(UInt16(port)) }
      },
      logger: Logger(label: "demo provider") { _ in SwiftLogNoOpLogHandler() })
    Task {
      defer { continuation.finish() }
      try await application.run()
    }
    for await port in ports { return DemoProvider(origin: Origin(scheme: .http, host: "127.0.0.1", port: port)) }
    throw NotListening()
  }

  private static func answer(_ request: Request, _ services: [DemoService]) -> Response {
    let path = request.uri.path
    guard let service = services.first(where: { service in service.answers.contains { $0.path == path } }) else {
      return json(#"{"message":"Not Found","hint":"the demo answers the paths of its audit log"}"#, .notFound)
    }
    guard isAuthorized(request, service) else {
      return json(#"{"message":"Bad credentials","hint":"call through gatehouse, which puts it in"}"#, .unauthorized)
    }
    let body = service.answers.first { $0.path == path }?.json ?? "{}"
    return json(body, request.method == .post ? .created : .ok)
  }

  private static func isAuthorized(_ request: Request, _ service: DemoService) -> Bool {
    if service.injection.kind == .query {
      return request.uri.queryParameters[Substring(service.injection.name)].map { $0 == service.expected } ?? false
    }
    return request.headers.contains {
      $0.name.rawName.lowercased() == service.injection.name.lowercased() && $0.value == service.expected
    }
  }

  private static func json(_ text: String, _ status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
