import Domain
import LocalServers
import Testing
import VaultEngine

@testable import Broker

@Suite("Streaming by base URL")
struct StreamingTests {
  @Test("Server-sent events arrive as they are sent")
  func events() async throws {
    let next = Signal()
    let upstream = try RawUpstream { peer in
      _ = peer.head()
      peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
      next.wait()
      for number in 1...3 {
        peer.send("9\r\ndata: \(number)\n\n\r\n")
        // The next one is sent when this one has been seen.
        next.wait()
      }
      peer.send("0\r\n\r\n")
      peer.waitUntilGone()
    }
    defer { upstream.stop() }
    try await CallingBroker.with(upstream.origin) { broker in
      let connection = try broker.it.connect()
      await connection.send(broker.head("GET", "/events"))
      #expect(await connection.read(until: "\r\n\r\n").contains("text/event-stream"))
      next.give()
      for number in 1...3 {
        #expect(await connection.read(until: "data: \(number)\n\n\r\n").hasSuffix("data: \(number)\n\n\r\n"))
        next.give()
      }
      #expect(await connection.read(until: "0\r\n\r\n").hasSuffix("0\r\n\r\n"))
      #expect(try await broker.outcome().status == 200)
    }
  }

  @Test("A client that goes away stops the provider, and the log says so")
  func clientGone() async throws {
    try await CallingBroker.withServer { broker, server in
      let connection = try broker.it.connect()
      await connection.send(broker.head("GET", "/drip"))
      _ = await connection.read(until: ".")
      connection.disconnect()
      await server.log.waitUntilEnded(1)
      #expect(try await broker.outcome().flags.contains("abandoned"))
    }
  }

  @Test("A client that goes away before the answer began stops the provider too")
  func clientGoneEarly() async throws {
    let (asked, gone) = (Signal(), Signal())
    let upstream = try RawUpstream { peer in
      _ = peer.head()
      asked.give()
      peer.waitUntilGone()
      gone.give()
    }
    defer { upstream.stop() }
    try await CallingBroker.with(upstream.origin) { broker in
      let connection = try broker.it.connect()
      await connection.send(broker.head("GET", "/"))
      await asked.given()
      connection.disconnect()
      await gone.given()
      #expect(try await broker.outcome().flags.contains("abandoned"))
    }
  }

  @Test("A client that takes nothing of its answer for long counts as gone")
  func clientStalls() async throws {
    var limits = BrokerLimits()
    limits.stallTime = .milliseconds(100)
    try await CallingBroker.withServer(limits: limits) { broker, server in
      let connection = try broker.it.connect()
      await connection.send(broker.head("GET", "/stream/\(1 << 30)"))
      await server.log.waitUntilEnded(1)
      #expect(try await broker.outcome().flags.contains("abandoned"))
      connection.disconnect()
    }
  }

  @Test("A provider that dies half-way ends the answer without its end", arguments: [true, false])
  func providerDies(isChunked: Bool) async throws {
    let upstream = try RawUpstream { peer in
      _ = peer.head()
      peer.send(
        isChunked
          ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"
          : "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nabcde")
    }
    defer { upstream.stop() }
    try await CallingBroker.with(upstream.origin) { broker in
      let connection = try broker.it.connect()
      await connection.send(broker.head("GET", "/"))
      let answer = await connection.readToEnd()
      #expect(answer.status == 200)
      #expect(!answer.text.hasSuffix("0\r\n\r\n"))
      #expect(answer.body.utf8.count < 100)
      #expect(try await broker.outcome().reason.contains("before its answer was whole"))
    }
  }

  @Test("A body that ends early reaches the provider as an end that is none, and the log says so")
  func bodyEndsEarly() async throws {
    let (some, gone) = (Signal(), Signal())
    let upstream = try RawUpstream { peer in
      _ = peer.head()
      _ = peer.read(3)
      some.give()
      peer.waitUntilGone()
      gone.give()
    }
    defer { upstream.stop() }
    try await CallingBroker.with(upstream.origin) { broker in
      let connection = try broker.it.connect()
      await connection.send(broker.head("POST", "/", "Content-Length: 10\r\n") + "abc")
      await some.given()
      connection.disconnect()
      await gone.given()
      let outcome = try await broker.outcome()
      #expect(outcome.reason.contains("the end of its body"), "\(outcome.reason)")
      #expect(outcome.status == nil)
    }
  }

  @Test("A gibibyte is received in constant memory")
  func gibibyte() async {
    await #expect(processExitsWith: .success) {
      try await CallingBroker.withServer { broker, server in
        let size = 1 << 30
        let download = try broker.it.connect()
        let before = try ProcessMemory.resident()
        try ProcessMemory.resetPeak()
        await download.send(broker.head("GET", "/stream/\(size)"))
        _ = await download.read(until: "\r\n\r\n")
        #expect(await download.count(upTo: size) == size)
        // Server, broker and client share the process.
        #expect(try ProcessMemory.peak() - before < 96 * 1024)
      }
    }
  }

  @Test("An upload is taken as fast as the provider takes it")
  func upload() async {
    await #expect(processExitsWith: .success) {
      try await CallingBroker.withServer { broker, server in
        let (size, block) = (256 << 20, [UInt8](repeating: 0, count: 1 << 20))
        let upload = try broker.it.connect()
        let before = try ProcessMemory.resident()
        try ProcessMemory.resetPeak()
        await upload.send(broker.head("POST", "/count", "Content-Length: \(size)\r\n"))
        for _ in 0..<(size / block.count) { await upload.send(block) }
        #expect(await upload.readAnswer().body == "\(size)")
        #expect(try ProcessMemory.peak() - before < 128 * 1024)
      }
    }
  }
}
