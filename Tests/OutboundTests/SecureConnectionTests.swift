internal import Domain
internal import LocalServers
internal import Outbound
internal import Testing

@Suite struct SecureConnectionTests {
  private let authority: TestAuthority

  init() throws { authority = try TestAuthority() }

  private func withServer(
    _ security: (TestIdentity) -> LocalServer.Security, name: String = "DNS:localhost", isExpired: Bool = false,
    isTrusted: Bool = true, _ body: (LocalServer, OutboundClient) async throws -> Void
  ) async throws {
    let server = try await LocalServer.start(
      security(try authority.identity(name, isExpired: isExpired)), credential: ("Authorization", "Bearer t0ken"))
    let client = try OutboundClient(
      configuration: OutboundConfiguration(extraCAFiles: isTrusted ? [authority.certificateFile] : []))
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

  private func get(_ server: LocalServer, _ destination: OutboundRequest.Destination = .local) throws -> OutboundRequest
  {
    OutboundRequest(
      method: "GET", url: try CanonicalURL("\(server.origin)/secure"), headers: [("Authorization", "Bearer t0ken")],
      destination: destination)
  }

  @Test("HTTP/2 is spoken where the server offers it")
  func http2() async throws {
    try await withServer(LocalServer.Security.http2) { server, client in
      for _ in 0..<3 {
        let response = try await client.send(get(server))
        #expect(response.status == 200)
        #expect(response.httpVersion == "HTTP/2")
        #expect(try await response.text() == #"{"ok":true}"#)
      }
      let bytes = [UInt8](repeating: 7, count: 500_000)
      let echo = try await client.send(
        .local("POST", "\(server.origin)/echo", body: .pieces([bytes, bytes], length: 1_000_000)))
      #expect(try await echo.bytes() == bytes + bytes)
    }
  }

  @Test("HTTP/1.1 over TLS is spoken where the server has no HTTP/2")
  func http1() async throws {
    try await withServer(LocalServer.Security.http1) { server, client in
      let response = try await client.send(get(server))
      #expect(response.status == 200)
      #expect(response.httpVersion == "HTTP/1.1")
    }
  }

  @Test("a certificate of an authority that is not trusted is refused, and no request arrives")
  func untrusted() async throws {
    try await withServer(LocalServer.Security.http2, isTrusted: false) { server, client in
      let error = try await #require(throws: OutboundError.self) { try await client.send(get(server)) }
      #expect(error.description.contains("not signed by a trusted authority"))
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("an expired certificate is refused, and no request arrives")
  func expired() async throws {
    try await withServer(LocalServer.Security.http1, isExpired: true) { server, client in
      let error = try await #require(throws: OutboundError.self) { try await client.send(get(server)) }
      #expect(error.description.contains("expired"))
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("a certificate for another name is refused, and no request arrives")
  func wrongName() async throws {
    try await withServer(LocalServer.Security.http2, name: "DNS:other.example") { server, client in
      await #expect(throws: OutboundError.tls(host: "localhost", reason: "its certificate is for another host name")) {
        try await client.send(get(server))
      }
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("a server that speaks no TLS is told apart")
  func plain() async throws {
    let server = try await LocalServer.start()
    let client = try OutboundClient()
    let error = try await #require(throws: OutboundError.self) {
      try await client.send(.local("GET", "https://127.0.0.1:\(server.port)/"))
    }
    #expect(error.description.contains("where no TLS server listens"))
    await client.shutdown()
    await server.stop()
  }

  // The name is resolved to 127.0.0.1, as a rebinding attacker's would be: only the connection shows where it leads.
  @Test("a public request to a name that leads to this machine is refused on the connection, and never arrives")
  func blocked() async throws {
    for security in [LocalServer.Security.http1, LocalServer.Security.http2] {
      try await withServer(security) { server, client in
        for _ in 0..<3 {
          await #expect(
            throws: OutboundError.blockedAddress(host: "localhost", kind: .loopback, destination: .public)
          ) {
            try await client.send(get(server, .public))
          }
        }
        // The same server answers a local request, so it was there to be asked.
        let status = try await client.send(get(server)).status
        #expect(status == 200)
        #expect(server.log.entries.count == 1)
      }
    }
  }

  @Test("an authority's file that cannot be read, or holds no certificate, is named")
  func extraCA() throws {
    let path = "/nonexistent/authority.pem"
    #expect(throws: OutboundError.extraCA(path: path, reason: "no certificate can be read from it")) {
      try OutboundClient(configuration: OutboundConfiguration(extraCAFiles: [path]))
    }
  }
}
