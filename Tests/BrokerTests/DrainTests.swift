import Domain
import LocalServers
import Testing
import VaultEngine

@testable import Broker

@Suite("The end of a broker")
struct DrainTests {
  @Test("What is being served ends by itself; nothing new is begun")
  func drain() async throws {
    let (begun, goOn) = (Signal(), Signal())
    let upstream = try RawUpstream { peer in
      _ = peer.head()
      begun.give()
      goOn.wait()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole")
      peer.waitUntilGone()
    }
    defer { upstream.stop() }
    try await CallingBroker.with(upstream.origin) { broker in
      let idle = try broker.it.connect()
      await idle.send("GET /healthz HTTP/1.1\r\nHost: \(broker.it.host)\r\n\r\n")
      #expect(await idle.readAnswer().status == 200)
      let running = try broker.it.connect()
      await running.send(broker.head("GET", "/"))
      await begun.given()
      async let stopped: Void = broker.it.broker.stop(within: .seconds(60))
      // An idle connection is closed at once.
      #expect(await idle.readToEnd().text == "")
      #expect(throws: (any Error).self) { try broker.it.connect() }
      goOn.give()
      let answer = await running.readToEnd()
      #expect(answer.body == "whole" && answer.header("connection") == "close")
      await stopped
      #expect(try await broker.outcome().status == 200)
    }
  }

  @Test("What does not end in time is cut, and the log says so")
  func cut() async throws {
    try await CallingBroker.withServer { broker, server in
      let connection = try broker.it.connect()
      await connection.send(broker.head("GET", "/hang"))
      _ = await connection.read(until: "begun")
      await broker.it.broker.stop(within: .milliseconds(50))
      #expect(await connection.readToEnd().text == "")
      #expect(try await broker.outcome().flags.contains("abandoned"))
    }
  }
}
