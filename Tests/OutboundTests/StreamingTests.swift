internal import Domain
internal import LocalServers
internal import Outbound
internal import Testing

/// Each in a process of its own, since the memory of the whole process is measured.
@Suite(.serialized) struct StreamingTests {
  /// Server and client together stay under the 64 MiB that a client alone may take.
  private static func withServer(
    growth limit: Int = 64 * 1024, _ body: (LocalServer, OutboundClient) async throws -> Void
  ) async throws {
    let server = try await LocalServer.start()
    let client = try OutboundClient()
    let before = try ProcessMemory.resident()
    try ProcessMemory.resetPeak()
    try await body(server, client)
    let growth = try ProcessMemory.peak() - before
    #expect(growth < limit)
    await client.shutdown()
    await server.stop()
  }

  @Test("a download of 1 GiB is passed on without being kept")
  func download() async {
    await #expect(processExitsWith: .success) {
      try await Self.withServer { server, client in
        let response = try await client.send(.local("GET", "\(server.origin)/stream/\(1 << 30)"))
        var received = 0
        for try await chunk in response.body { received += chunk.count }
        #expect(received == 1 << 30)
      }
    }
  }

  @Test("a slow reader slows the provider down")
  func backPressure() async {
    await #expect(processExitsWith: .success) {
      try await Self.withServer { server, client in
        let response = try await client.send(.local("GET", "\(server.origin)/stream/\(256 << 20)"))
        var chunks = response.body.makeAsyncIterator()
        let first = try await chunks.next()
        #expect(first?.isEmpty == false)
        // Another whole exchange passes meanwhile; the first one's body waits at the server.
        let whole = try await client.send(.local("GET", "\(server.origin)/stream/1000000")).bytes()
        #expect(whole.count == 1_000_000)
        #expect(server.log.ended == 1)
        response.body.cancel()
        await server.log.waitUntilEnded(2)
      }
    }
  }

  @Test("an upload is asked for as the provider takes it")
  func upload() async {
    await #expect(processExitsWith: .success) {
      // The server shares the process, and its buffers are deep when others keep the machine busy: half the body.
      try await Self.withServer(growth: 128 * 1024) { server, client in
        let size = 256 << 20
        let response = try await client.send(
          .local("POST", "\(server.origin)/count", body: .stream(length: Int64(size), chunks: Zeros(count: size))))
        let text = try await response.text()
        #expect(text == "\(size)")
      }
    }
  }
}

/// Zeros in blocks of 64 KiB, made as they are asked for.
private struct Zeros: AsyncSequence, Sendable {
  typealias Element = [UInt8]

  let count: Int

  struct Iterator: AsyncIteratorProtocol {
    var rest: Int

    mutating func next() async throws -> [UInt8]? {
      let size = Swift.min(rest, 64 * 1024)
      rest -= size
      return size == 0 ? nil : [UInt8](repeating: 0, count: size)
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(rest: count) }
}
