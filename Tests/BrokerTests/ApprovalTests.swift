import Domain
import LocalServers
import Testing
import VaultEngine

@testable import Broker

@Suite("Calls by base URL that wait for an approval")
struct ApprovalTests {
  private func parked(_ broker: CallingBroker) async throws -> ParkedCall {
    while true {
      if let call = try await broker.vault.parkedCalls().first { return call }
      await Task.yield()
    }
  }

  @Test("The answer is held until somebody approves, and then comes")
  func approved() async throws {
    try await CallingBroker.withServer { broker, server in
      try await broker.save("ask POST")
      let connection = try broker.it.connect()
      await connection.send(
        broker.head("POST", "/count", "Content-Length: 5\r\nX-Gatehouse-Reason: order 1043\r\n") + "hello")
      let call = try await parked(broker)
      #expect(call.reason == "order 1043" && call.caller.name == "ci")
      #expect(server.log.entries.isEmpty)
      _ = try await broker.vault.answer(call.id, .once, as: "dev")
      #expect(await connection.readAnswer().body == "5")
    }
  }

  @Test("Denied, the reason is told")
  func denied() async throws {
    try await CallingBroker.withServer { broker, server in
      try await broker.save("ask GET")
      let connection = try broker.it.connect()
      await connection.send(broker.head("GET", "/"))
      _ = try await broker.vault.answer(try await parked(broker).id, .deny(reason: "not on a Friday"), as: "dev")
      let answer = await connection.readAnswer()
      #expect(answer.status == 403 && answer.body.contains("not on a Friday"))
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("A client that goes away takes its call back")
  func clientGone() async throws {
    try await CallingBroker.withServer { broker, server in
      try await broker.save("ask GET")
      let connection = try broker.it.connect()
      await connection.send(broker.head("GET", "/"))
      _ = try await parked(broker)
      connection.disconnect()
      while try await !broker.vault.parkedCalls().isEmpty { await Task.yield() }
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("Nobody answers: the call is given up in time, and said to be")
  func limit() async throws {
    var limits = BrokerLimits()
    limits.approvalTime = .milliseconds(100)
    try await CallingBroker.withServer(limits: limits) { broker, server in
      try await broker.save("ask GET")
      let answer = try await broker.send()
      #expect(answer.status == 403 && answer.code == "approval_timeout")
      #expect(try await broker.vault.parkedCalls().isEmpty)
      #expect(server.log.entries.isEmpty)
    }
  }
}
