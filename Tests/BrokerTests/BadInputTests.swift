import Domain
import Foundation
import Testing

@testable import Broker

@Suite("What the broker does with bad input")
struct BadInputTests {
  /// Answers with the number of bytes that came.
  private struct Counter: BrokerRoute {
    let prefix = "/count/"
    let methods: Set<String> = ["POST"]
    let takesJSONOnly = false

    func answer(_ request: BrokerRequest) async -> BrokerResponse {
      .json(200, Array("\(request.body.count)".utf8))
    }
  }

  @Test(
    "Malformed requests are answered, and end the connection",
    arguments: [
      ("GET / HTTP/1.1\nHost\r\n\r\n", 400), ("\u{0}\u{1}\u{2}\u{3} nonsense\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
      ("POST /count/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost : HOST\r\n\r\n", 400), ("GET /healthz HTTP/1.0\r\nHost: HOST\r\n\r\n", 505),
      ("POST /count/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
      ("GET / HTTP/7.7\r\nHost: HOST\r\n\r\n", 400), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    ])
  func malformed(text: String, status: Int) async throws {
    try await TemporaryBroker.with(routes: [Counter()]) { broker in
      let answer = try await broker.send(text.replacing("HOST", with: broker.host))
      #expect(answer.status == status, "\(answer.text)")
      #expect(answer.header("connection") == "close")
      #expect(answer.body.hasPrefix("{\"error\":{"))
      #expect(try await broker.get("/healthz").status == 200)
    }
  }

  @Test("A target, a header, or headers that are too large are refused before they are all there")
  func oversized() async throws {
    try await TemporaryBroker.with { broker in
      let target = "GET /\(String(repeating: "a", count: 17 << 10)) HTTP/1.1\r\nHost: \(broker.host)\r\n\r\n"
      let refused = try await broker.send(target)
      #expect(refused.status == 431)
      let header = "X-Long: \(String(repeating: "a", count: 17 << 10))\r\n"
      #expect(try await broker.get("/healthz", header).status == 431)
      let headers = (0..<40).map { "X-\($0): \(String(repeating: "a", count: 1 << 10))\r\n" }.joined()
      #expect(try await broker.get("/healthz", headers).status == 431)
      #expect(try await broker.get("/healthz", "X-Fine: \(String(repeating: "a", count: 15 << 10))\r\n").status == 200)
    }
  }

  @Test("A route's body has at most a mebibyte, whether it says how long it is or not")
  func routeBody() async throws {
    try await TemporaryBroker.with(routes: [Counter()]) { broker in
      let start = "POST /count/ HTTP/1.1\r\nHost: \(broker.host)\r\nConnection: close\r\n"
      let whole = String(repeating: "x", count: 1 << 20)
      #expect(try await broker.send(start + "Content-Length: \(1 << 20)\r\n\r\n" + whole).body == "\(1 << 20)")
      #expect(try await broker.send(start + "Content-Length: \((1 << 20) + 1)\r\n\r\n").status == 413)
      let chunk = "10000\r\n\(String(repeating: "x", count: 0x10000))\r\n"
      let chunked = start + "Transfer-Encoding: chunked\r\n\r\n"
      #expect(
        try await broker.send(chunked + String(repeating: chunk, count: 16) + "0\r\nX-Trailer: 1\r\n\r\n").body
          == "\(1 << 20)")
      let tooMuch = try await broker.send(chunked + String(repeating: chunk, count: 17) + "0\r\n\r\n")
      #expect(tooMuch.status == 413)
    }
  }

  @Test("A client that does not get on with its request is told, one that says nothing more is let go")
  func slow() async throws {
    var limits = BrokerLimits()
    limits.headTime = .milliseconds(150)
    limits.idleTime = .milliseconds(150)
    try await TemporaryBroker.with(routes: [Counter()], limits: limits) { broker in
      let silent = try broker.connect()
      #expect(await silent.readToEnd().status == 408)
      let slow = try broker.connect()
      await slow.send("GET /healthz HTTP/1.1\r\nHost: ")
      #expect(await slow.readToEnd().status == 408)
      let idle = try broker.connect()
      await idle.send("GET /healthz HTTP/1.1\r\nHost: \(broker.host)\r\n\r\n")
      #expect(await idle.readAnswer().status == 200)
      #expect(await idle.readToEnd().text == "")
      let half = try broker.connect()
      await half.send("POST /count/ HTTP/1.1\r\nHost: \(broker.host)\r\nContent-Length: 10\r\n\r\nabc")
      #expect(await half.readToEnd().code == "body_incomplete")
    }
  }

  @Test("One connection more than there may be is refused, and has room when another ends")
  func tooMany() async throws {
    var limits = BrokerLimits()
    limits.connections = 3
    try await TemporaryBroker.with(limits: limits) { broker in
      let request = "GET /healthz HTTP/1.1\r\nHost: \(broker.host)\r\n\r\n"
      let connections = try (0..<3).map { _ in try broker.connect() }
      for connection in connections {
        await connection.send(request)
        #expect(await connection.readAnswer().status == 200)
      }
      let refused = try await broker.send(request)
      #expect(refused.status == 503)
      #expect(refused.header("retry-after") == "1")
      connections[0].disconnect()
      while broker.broker.openConnections > 2 { await Task.yield() }
      #expect(try await broker.get("/healthz").status == 200)
    }
  }

  @Test("Paths that are nothing say what would be something")
  func unknownPaths() async throws {
    try await TemporaryBroker.with { broker in
      for path in ["/", "/v1/charges", "/g", "/g/", "/healthz/x", "//g/x", "/G/x"] {
        let answer = try await broker.get(path)
        #expect(answer.status == 404, "\(path)")
        #expect(answer.body.contains("/g/GRANT/"), "\(answer.body)")
      }
    }
  }
}
