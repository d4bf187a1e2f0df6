import Domain
import LocalServers
import Testing

@testable import Broker

@Suite("What passes by base URL")
struct PassingTests {
  @Test("Method, path, query, headers and body arrive as they are; what concerns one connection, and cookies, does not")
  func request() async throws {
    let upstream = try RawUpstream.answering("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
    defer { upstream.stop() }
    try await CallingBroker.with(upstream.origin) { broker in
      let answer = try await broker.send(
        "PATCH", "/v1/a%20b/c;d=1?q=%7B%7D&empty=&q=2",
        "X-Own: 1\r\nX-Mine: a, b\r\nX-Hop: gone\r\nConnection: X-Hop\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n"
          + "Cookie: session=1\r\nProxy-Authorization: Basic eA==\r\nSec-Fetch-Site: none\r\nAccept: text/event-stream\r\n"
          + "X-Gatehouse-Reason: order 1043\r\nContent-Type: application/json\r\n", body: "{\"a\":1}")
      #expect(answer.status == 201)
      let came = upstream.text
      #expect(came.hasPrefix("PATCH /v1/a%20b/c;d=1?q=%7B%7D&empty=&q=2 HTTP/1.1\r\n"))
      #expect(came.hasSuffix("\r\n\r\n{\"a\":1}"))
      for header in ["X-Own: 1", "X-Mine: a, b", "Accept: text/event-stream", "Content-Type: application/json"] {
        #expect(came.contains("\(header)\r\n"), "\(header)")
      }
      #expect(came.lowercased().contains("host: 127.0.0.1:\(upstream.port)\r\n"))
      #expect(came.lowercased().contains("content-length: 7\r\n"))
      for name in ["x-hop", "keep-alive", "te:", "cookie", "proxy-", "sec-fetch", "x-gatehouse", "\(broker.it.port)"] {
        #expect(!came.lowercased().contains(name), "\(name): \(came)")
      }
    }
  }

  @Test("Of the answer the same: no cookie, no CORS header, nothing of the provider's connection")
  func answer() async throws {
    let upstream = try RawUpstream.answering(
      "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nX-Request-Id: r1\r\nSet-Cookie: a=b\r\nKeep-Alive: timeout=5\r\n"
        + "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nAccess-Control-Allow-Origin: *\r\nAlt-Svc: h3=\":443\"\r\n"
        + "Retry-After: 7\r\nContent-Length: 4\r\n\r\ngone")
    defer { upstream.stop() }
    try await CallingBroker.with(upstream.origin) { broker in
      let answer = try await broker.send()
      #expect(answer.status == 404 && answer.body == "gone")
      #expect(answer.header("x-request-id") == "r1" && answer.header("retry-after") == "7")
      for name in ["set-cookie", "keep-alive", "x-hop", "access-control-allow-origin", "alt-svc", "transfer-encoding"] {
        #expect(answer.header(name) == nil, "\(name)")
      }
    }
  }

  @Test("A grant by id, by name, and by an escaped name; the other origins by @host")
  func addressing() async throws {
    let (first, second) = (
      try RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst"),
      try RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond")
    )
    defer {
      first.stop()
      second.stop()
    }
    try await CallingBroker.with(first.origin, more: [second.origin]) { broker in
      // The first is the first in the order of the list.
      let isFirst = first.origin < second.origin
      let (usual, other) = isFirst ? ("first", "second") : ("second", "first")
      let otherHost = isFirst ? "127.0.0.1:\(second.port)" : "127.0.0.1:\(first.port)"
      let key = "x-api-key: \(broker.key)\r\n"
      for path in ["/g/api/x", "/g/\(broker.grant.id)/x", "/g/%61pi/x", "/g/api", "/g/api?q", "/g/api/@scope/package"] {
        let answer = try await broker.it.get(path, key)
        #expect(answer.body == usual, "\(path)")
      }
      #expect(try await broker.it.get("/g/api/@\(otherHost)/x", key).body == other)
      #expect(try await broker.it.get("/g/api/@\(otherHost)", key).body == other)
      for path in ["/g/%2561pi/x", "/g/nothing/x", "/g/%zz/x", "/g/api/../x/", "/g//x"] {
        let answer = try await broker.it.get(path, key)
        #expect([400, 404].contains(answer.status), "\(path)")
      }
    }
  }

  @Test("A redirect within the binding leads back to the base URL, and so do links to further pages")
  func redirects() async throws {
    let cell = Cell()
    let upstream = try RawUpstream { peer in
      while !peer.head().isEmpty {
        peer.send("HTTP/1.1 302 Found\r\n\(cell.value)\r\nContent-Length: 0\r\n\r\n")
      }
    }
    defer { upstream.stop() }
    try await CallingBroker.with(upstream.origin) { broker in
      let own = upstream.origin
      for (sent, got) in [
        ("Location: \(own)/v2/x?y=z", "/g/api/v2/x?y=z"), ("Location: /v2#part", "/g/api/v2#part"),
        ("Location: //127.0.0.1:\(upstream.port)/v2", "/g/api/v2"), ("Location: next", "next"),
        ("Location: https://elsewhere.example/x", "https://elsewhere.example/x"),
        ("Content-Location: \(own)/v3", "/g/api/v3"),
        (
          "Link: <\(own)/r?page=2>; rel=\"next\", <https://elsewhere.example/>; rel=\"help\", </r?page=9>; rel=last",
          "</g/api/r?page=2>; rel=\"next\", <https://elsewhere.example/>; rel=\"help\", </g/api/r?page=9>; rel=last"
        ),
      ] {
        cell.value = sent
        let answer = try await broker.send()
        #expect(answer.status == 302)
        #expect(answer.header(String(sent.prefix { $0 != ":" })) == got, "\(sent)")
      }
    }
  }

  @Test("Answers without a body have none, and the connection goes on")
  func bodiless() async throws {
    try await CallingBroker.withServer { broker, server in
      let connection = try broker.it.connect()
      for path in ["/status/204", "/status/304"] {
        await connection.send(broker.head("GET", path))
        let head = await connection.read(until: "\r\n\r\n")
        #expect(head.hasPrefix("HTTP/1.1 \(path.suffix(3))"), "\(head)")
        #expect(!head.lowercased().contains("transfer-encoding"))
      }
      await connection.send(broker.head("HEAD", "/stream/1000"))
      let head = await connection.read(until: "\r\n\r\n")
      #expect(head.lowercased().contains("content-length: 1000\r\n"), "\(head)")
      await connection.send(broker.head("GET", "/stream/3"))
      #expect(await connection.readAnswer().body == "\0\0\0")
      #expect(server.log.entries.map(\.method) == ["GET", "GET", "HEAD", "GET"])
    }
  }

  @Test("A body is sent on after 100 Continue, and not asked for when the call is denied")
  func continues() async throws {
    try await CallingBroker.withServer { broker, server in
      let connection = try broker.it.connect()
      await connection.send(broker.head("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 5\r\n"))
      #expect(await connection.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
      await connection.send("hello")
      let answer = await connection.read(until: "0\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.contains("\r\nhello\r\n"), "\(answer)")
      try await broker.save("deny POST")
      await connection.send(broker.head("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 5\r\n"))
      #expect(await connection.readToEnd().status == 403)
      #expect(server.log.entries.count == 1)
    }
  }

  @Test("Chunked bodies pass both ways, their trailers do not")
  func chunked() async throws {
    let upstream = try RawUpstream { peer in
      _ = peer.read(until: "0\r\n\r\n")
      peer.send(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\nX-Sum: 1\r\n\r\n"
      )
      peer.waitUntilGone()
    }
    defer { upstream.stop() }
    try await CallingBroker.with(upstream.origin) { broker in
      let connection = try broker.it.connect()
      await connection.send(
        broker.head("POST", "/x", "Transfer-Encoding: chunked\r\nTrailer: X-Mine\r\nConnection: close\r\n")
          + "4\r\nwxyz\r\n1\r\n!\r\n0\r\nX-Mine: secret\r\n\r\n")
      let answer = await connection.readToEnd()
      #expect(answer.status == 200)
      #expect(answer.body.hasSuffix("0\r\n\r\n") && !answer.text.contains("X-Sum"))
      let bytes = answer.body.split(separator: "\r\n").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        .joined()
      #expect(bytes == "abcdefg")
      #expect(upstream.text.contains("wxyz") && !upstream.text.contains("X-Mine"))
    }
  }
}
