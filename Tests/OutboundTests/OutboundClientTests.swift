internal import Domain
internal import LocalServers
internal import Outbound
internal import Testing

@Suite struct OutboundClientTests {
  private func withServer(
    _ configuration: OutboundConfiguration = OutboundConfiguration(),
    credential: (name: String, value: String)? = nil,
    _ body: (LocalServer, OutboundClient) async throws -> Void
  ) async throws {
    let server = try await LocalServer.start(credential: credential)
    let client = try OutboundClient(configuration: configuration)
    do {
      try await body(server, client)
    } catch {
      await client.shutdown()
      await server.stop()
      throw error
    }
    await client.shutdown()
    await server.stop()
  }

  @Test("the credential arrives, and nothing arrives that nobody set")
  func headers() async throws {
    try await withServer(credential: ("Authorization", "Bearer t0ken")) { server, client in
      let response = try await client.send(
        .local("GET", "\(server.origin)/secure?a=%2Fb", headers: [("Authorization", "Bearer t0ken"), ("X-Two", "2")]))
      #expect(response.status == 200)
      #expect(response.reason == "OK")
      #expect(response.httpVersion == "HTTP/1.1")
      #expect(try await response.text() == #"{"ok":true}"#)
      let refused = try await client.send(.local("GET", "\(server.origin)/secure"))
      #expect(refused.status == 401)
      let entry = try #require(server.log.entries.first)
      #expect(entry.target == "/secure?a=%2Fb")
      #expect(entry.authority == "127.0.0.1:\(server.port)")
      #expect(Set(entry.headers.map { $0.name.lowercased() }).subtracting(["host"]) == ["authorization", "x-two"])
    }
  }

  @Test("a redirect is an answer and is not followed")
  func redirect() async throws {
    try await withServer { server, client in
      let response = try await client.send(.local("GET", "\(server.origin)/redirect?https://evil.example/"))
      #expect(response.status == 302)
      #expect(response.header("location") == "https://evil.example/")
      #expect(server.log.entries.count == 1)
    }
  }

  @Test("hop-by-hop headers are removed from the answer, those that Connection names included")
  func hopByHop() async throws {
    try await withServer { server, client in
      let response = try await client.send(.local("GET", server.origin))
      #expect(response.header("ETag") == "kept")
      for name in ["connection", "keep-alive", "x-own", "transfer-encoding"] { #expect(response.header(name) == nil) }
    }
  }

  @Test("a body goes out and comes back, whole or as a stream, with and without a length")
  func echo() async throws {
    try await withServer { server, client in
      let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let pieces = stride(from: 0, to: bytes.count, by: 7_001).map { Array(bytes[$0..<min($0 + 7_001, bytes.count)]) }
      for body in [OutboundBody.bytes(bytes), .pieces(pieces, length: 300_000), .pieces(pieces + [[]], length: nil)] {
        let response = try await client.send(.local("POST", "\(server.origin)/echo", body: body))
        #expect(try await response.bytes() == bytes)
      }
    }
  }

  @Test("a body that is shorter or longer than announced, or fails, fails the call", arguments: [9, 11])
  func badLength(_ length: Int64) async throws {
    try await withServer { server, client in
      let error = try await #require(throws: OutboundError.self) {
        let body = OutboundBody.pieces([[UInt8](repeating: 1, count: 10)], length: length)
        return try await client.send(.local("POST", "\(server.origin)/count", body: body)).bytes()
      }
      #expect(error == .requestBody("it is longer or shorter than announced"))
    }
  }

  @Test("a body that cannot be read fails the call, without its error's text")
  func failingBody() async throws {
    struct Secret: Error { let text = "s3cret" }
    try await withServer { server, client in
      let stream = AsyncThrowingStream<[UInt8], any Error> { $0.finish(throwing: Secret()) }
      let error = try await #require(throws: OutboundError.self) {
        try await client.send(
          .local("POST", "\(server.origin)/count", body: .stream(length: nil, chunks: stream)))
      }
      #expect(error == .requestBody("the data it is read from ended in an error"))
    }
  }

  @Test("an answer that breaks off half-way is an error after the bytes that came")
  func half() async throws {
    try await withServer { server, client in
      let response = try await client.send(.local("GET", "\(server.origin)/half"))
      var received = 0
      await #expect(throws: OutboundError.disconnected) {
        for try await chunk in response.body { received += chunk.count }
      }
      #expect(received <= 64 * 1024)
    }
  }

  @Test("limits on headers and body are kept")
  func limits() async throws {
    var configuration = OutboundConfiguration()
    configuration.headerLimit = 5_000
    configuration.bodyLimit = 100_000
    try await withServer(configuration) { server, client in
      await #expect(throws: OutboundError.tooLarge(.headers, limit: 5_000)) {
        try await client.send(.local("GET", "\(server.origin)/headers/6000"))
      }
      let whole = try await client.send(.local("GET", "\(server.origin)/stream/100000")).bytes()
      #expect(whole.count == 100_000)
      await #expect(throws: OutboundError.tooLarge(.body, limit: 100_000)) {
        try await client.send(.local("GET", "\(server.origin)/chunked/100001")).bytes()
      }
    }
  }

  @Test("a silent provider is given up", arguments: ["silent", "hang"])
  func silence(_ path: String) async throws {
    var configuration = OutboundConfiguration()
    configuration.answerTimeout = .milliseconds(150)
    try await withServer(configuration) { server, client in
      await #expect(throws: OutboundError.timeout(.answer, milliseconds: 150)) {
        try await client.send(.local("GET", "\(server.origin)/\(path)")).bytes()
      }
    }
  }

  @Test("cancelling the reading task ends the exchange at the provider")
  func cancelReading() async throws {
    try await withServer { server, client in
      let response = try await client.send(.local("GET", "\(server.origin)/drip"))
      let task = Task { try await response.bytes() }
      task.cancel()
      await #expect(throws: OutboundError.cancelled) { try await task.value }
      await server.log.waitUntilEnded(1)
    }
  }

  @Test("cancelling before the answer ends the exchange at the provider")
  func cancelWaiting() async throws {
    try await withServer { server, client in
      let task = Task { try await client.send(.local("GET", "\(server.origin)/silent")) }
      await server.log.waitUntilReceived(1)
      task.cancel()
      await #expect(throws: OutboundError.cancelled) { try await task.value }
    }
  }

  @Test("dropping the answer ends the exchange at the provider")
  func drop() async throws {
    try await withServer { server, client in
      let status = try await client.send(.local("GET", "\(server.origin)/drip")).status
      #expect(status == 200)
      await server.log.waitUntilEnded(1)
    }
  }

  @Test("a server that is not there is unreachable, a name that does not exist too")
  func unreachable() async throws {
    let client = try OutboundClient()
    let port = try LocalPort()
    let url = "http://127.0.0.1:\(port.number)/?key=s3cret"
    await #expect(
      throws: OutboundError.unreachable(host: "127.0.0.1", reason: "the connection was refused")
    ) {
      try await client.send(.local("GET", url))
    }
    await #expect(
      throws: OutboundError.unreachable(
        host: "no-such-host.invalid", reason: "the name has no address")
    ) {
      try await client.send(.local("GET", "http://no-such-host.invalid/"))
    }
    await client.shutdown()
    await #expect(throws: OutboundError.closed) { try await client.send(.local("GET", "http://127.0.0.1:1/")) }
  }

  @Test("a header value that HTTP cannot carry is refused without being quoted")
  func badHeader() async throws {
    try await withServer { server, client in
      let error = try await #require(throws: OutboundError.self) {
        try await client.send(.local("GET", server.origin, headers: [("Authorization", "Bearer s3cret\r\nX: y")]))
      }
      #expect(!error.description.contains("s3cret"))
      #expect(server.log.entries.isEmpty)
    }
  }
}
