import Domain
import GRDB
import LocalServers
import Testing

@testable import Broker
@testable import VaultEngine

@Suite("What the broker refuses, and how")
struct RefusalTests {
  @Test("A rule that denies is named; nothing is sent, and the connection goes on")
  func denied() async throws {
    try await CallingBroker.withServer { broker, server in
      try await broker.save("deny DELETE /v1/customers/*")
      let connection = try broker.it.connect()
      await connection.send(broker.head("DELETE", "/v1/customers/c1"))
      let answer = await connection.readAnswer()
      #expect(answer.status == 403 && answer.code == "denied")
      #expect(answer.body.contains("p v1 rule 1") && answer.body.contains("permission_error"))
      #expect(server.log.entries.isEmpty)
      await connection.send(broker.head("GET", "/status/204"))
      #expect(await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 204"))
    }
  }

  @Test("A grant out of the caller's reach is answered as one that is not there")
  func reach() async throws {
    try await CallingBroker.withServer(caller: CallerDraft(name: "ci", reach: .only([]))) { broker, server in
      let answer = try await broker.send()
      #expect(answer.status == 404)
      let missing = try await broker.it.get("/g/api2/", "x-api-key: \(broker.key)\r\n")
      #expect(missing.body == answer.body.replacing("grant api", with: "grant api2"))
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("A caller that has made its calls is told when to come again")
  func rate() async throws {
    try await CallingBroker.withServer(caller: CallerDraft(name: "ci", ratePerMinute: 2)) { broker, server in
      for _ in 0..<2 { #expect(try await broker.send().status == 200) }
      let answer = try await broker.send()
      #expect(answer.status == 429 && answer.code == "rate_limited")
      let wait = try #require(answer.header("retry-after").flatMap { Int($0) })
      #expect((1...60).contains(wait))
      #expect(server.log.entries.count == 2)
    }
  }

  @Test("A rule's limit too", arguments: ["deny GET rate 1/1h", "allow GET rate 1/1h"])
  func quota(rule: String) async throws {
    try await CallingBroker.withServer { broker, _ in
      try await broker.save(rule)
      #expect(try await broker.send().status == 200)
      let answer = try await broker.send()
      #expect(answer.status == 429 && answer.code == "quota", "\(answer.text)")
      #expect(answer.header("retry-after") == "3600")
    }
  }

  @Test("A locked vault is 503 with a time; what runs when it is locked ends whole")
  func locked() async throws {
    let (begun, goOn) = (Signal(), Signal())
    let upstream = try RawUpstream { peer in
      _ = peer.head()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + String(repeating: "a", count: 50_000))
      begun.give()
      goOn.wait()
      peer.send(String(repeating: "b", count: 50_000))
      peer.waitUntilGone()
    }
    defer { upstream.stop() }
    try await CallingBroker.with(upstream.origin) { broker in
      let running = try broker.it.connect()
      await running.send(broker.head("GET", "/", "Connection: close\r\n"))
      await begun.given()
      _ = await running.read(until: "\r\n\r\n")
      try await broker.vault.lock()
      let answer = try await broker.send()
      #expect(answer.status == 503 && answer.code == "locked")
      #expect(answer.header("retry-after") == "5")
      #expect(try await broker.it.get("/healthz").status == 200)
      goOn.give()
      #expect(await running.count(upTo: 200_000) == 100_000)
      try await broker.vault.unlock(passphrase: SecretBytes(TemporaryBroker.passphrase))
      #expect(try await broker.outcome().status == 200)
    }
  }

  @Test("A provider that cannot be reached is 502")
  func unreachable() async throws {
    let port = try LocalPort()
    try await CallingBroker.with("http://127.0.0.1:\(port.number)") { broker in
      let answer = try await broker.send()
      #expect(answer.status == 502 && answer.code == "unreachable")
      #expect(answer.body.contains("upstream_error"))
    }
  }

  @Test("A damaged vault is 500, and sends nothing")
  func damaged() async throws {
    try await CallingBroker.withServer { broker, server in
      try await broker.vault.database.write { transaction in
        try transaction.db.execute(sql: "UPDATE record SET version = version + 1 WHERE kind = 'grant'")
      }
      let answer = try await broker.send()
      #expect(answer.status == 500 && answer.code == "integrity", "\(answer.text)")
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("A header that would choose another method is refused as it is in every call")
  func override() async throws {
    try await CallingBroker.withServer { broker, server in
      let answer = try await broker.send("GET", "/", "X-HTTP-Method-Override: DELETE\r\n")
      #expect(answer.status == 400)
      #expect(server.log.entries.isEmpty)
    }
  }
}
