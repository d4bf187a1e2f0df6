import Domain
import Testing

@testable import Broker

@Suite("The browser defence")
struct BrowserDefenceTests {
  /// Stands where the SDK's routes stand.
  private struct SDKPaths: BrokerRoute {
    let prefix = "/sdk/"
    let methods: Set<String> = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    let takesJSONOnly = true

    func answer(_ request: BrokerRequest) async -> BrokerResponse { .json(200, request.body) }
  }

  private static func face(_ head: RequestHead) -> Face {
    let path = head.path
    if path.hasPrefix("/sdk/") { return .route(SDKPaths()) }
    if path.hasPrefix("/pages/") { return .route(PageFiles.own) }
    return path.hasPrefix("/g/") ? .baseURL : path == "/healthz" ? .health : .none
  }

  @Test("10,000 hostile combinations: none passes")
  func property() {
    let defence = BrowserDefence(port: 7411)
    let seed = UInt64.random(in: .min ... .max)
    var hostile = HostileHeaders(seed: seed)
    for number in 0..<10_000 {
      let request = hostile.request(own: "127.0.0.1:7411", port: 7411)
      let refusal = defence.refusal(of: request.head, at: Self.face(request.head))
      #expect(refusal != nil, "seed \(seed), number \(number): \(request.text)")
      #expect((400..<500).contains(refusal?.status ?? 0))
    }
  }

  @Test("The same on the wire: refused with JSON or as no HTTP, never with a CORS header")
  func onTheWire() async throws {
    try await TemporaryBroker.with(routes: [SDKPaths()]) { broker in
      var hostile = HostileHeaders(seed: UInt64.random(in: .min ... .max))
      for _ in 0..<300 {
        var request = hostile.request(own: broker.host, port: broker.port)
        request.headers.append(("Connection", "close"))
        let answer = try await broker.send(request.text)
        #expect((400..<500).contains(answer.status), "\(request.text)\(answer.text)")
        #expect(!answer.text.lowercased().contains("access-control-"), "\(request.text)")
        // An answer to a method that has none has the headers alone.
        #expect(answer.body.hasPrefix("{\"error\":{") || answer.body.isEmpty, "\(answer.text)")
      }
    }
  }

  @Test("Programs pass, and pages of the broker's own")
  func friends() async throws {
    try await TemporaryBroker.with(routes: [SDKPaths()]) { broker in
      for host in [broker.host, "localhost:\(broker.port)", "[::1]:\(broker.port)"] {
        for more in ["", "Origin: http://\(host)\r\n", "Sec-Fetch-Site: none\r\n", "Sec-Fetch-Site: same-origin\r\n"] {
          let answer = try await broker.send(
            "GET /healthz HTTP/1.1\r\nHost: \(host)\r\n\(more)Connection: close\r\n\r\n")
          #expect(answer.status == 200, "\(more)\(answer.text)")
        }
        for type in ["application/json", "Application/JSON; charset=utf-8", "application/json;charset=UTF-8"] {
          let answer = try await broker.send(
            "POST /sdk/x HTTP/1.1\r\nHost: \(host)\r\nContent-Type: \(type)\r\nContent-Length: 2\r\n"
              + "Connection: close\r\n\r\n{}")
          #expect(answer.body == "{}", "\(type)")
        }
      }
    }
  }

  @Test("Methods are those of the path, and said")
  func methods() async throws {
    try await TemporaryBroker.with { broker in
      let answer = try await broker.send(
        "POST /healthz HTTP/1.1\r\nHost: \(broker.host)\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
      #expect(answer.status == 405)
      #expect(answer.header("allow") == "GET, HEAD")
      let options = try await broker.send(
        "OPTIONS /g/x/y HTTP/1.1\r\nHost: \(broker.host)\r\nConnection: close\r\n\r\n")
      #expect(options.status == 405)
      #expect(options.header("allow") == "DELETE, GET, HEAD, PATCH, POST, PUT")
    }
  }
}
