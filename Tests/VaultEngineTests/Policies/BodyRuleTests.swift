import Domain
import Outbound
import Testing

@testable import VaultEngine

@Suite("Rules that look into the body")
struct BodyRuleTests {
  @Test("The named fields are taken out, the rest arrives as it was, and the log says that something was taken out")
  func redact() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "redact POST removing /card/number,/people/*/email")
      let sent = #"{"card":{"number":"4111","name":"Ann"},"n":1.50,"people":[{"email":"a@b.c","id":7}]}"#
      let arrived = await world.send(json: sent)
      #expect(arrived.value == #"{"card":{"name":"Ann"},"n":1.50,"people":[{"id":7}]}"#)
      #expect(try await world.newest()?.flags == ["redacted"])
      // Also where the body comes as it is sent.
      #expect(await world.send(body: PolicyVault.stream(Array(sent.utf8), chunk: 7)).value == arrived.value)
    }
  }

  @Test("Where nothing can be taken out, nothing is sent; without a body there is nothing to take out")
  func impossible() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "redact any removing /a")
      for body in ["a=1", #"{"a":1,"a":2}"#, "{", #"{"a":"# + String(repeating: " ", count: CallBody.limit) + "1}"] {
        #expect(await world.send(json: body).error?.message.contains("nothing can be taken out") == true)
      }
      #expect(world.received == 0)
      #expect(await world.send(.get, "/x").value != nil)
      #expect(try await world.newest()?.flags == [])
    }
  }

  @Test("An amount is looked up in a body that comes as it is sent, and the body arrives whole")
  func streamed() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "deny POST when body /amount > 100")
      let small = #"{"amount":100,"note":"\#(String(repeating: "x", count: 5000))"}"#
      #expect(await world.send(body: PolicyVault.stream(Array(small.utf8))).value == small)
      #expect(
        await world.send(body: PolicyVault.stream(Array(#"{"amount":101}"#.utf8), chunk: 3)).error?.code == .denied)
      #expect(world.received == 1)
    }
  }

  @Test("A body that is longer than what is looked into is denied, whether or not its length is announced")
  func tooLong() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "deny POST when body /amount > 100")
      let long =
        [UInt8](#"{"amount":1,"x":""#.utf8) + [UInt8](repeating: 0x78, count: CallBody.limit) + Array("\"}".utf8)
      for body in [
        OutboundBody.bytes(long), PolicyVault.stream(long, chunk: 65_536),
        PolicyVault.stream(long, chunk: 65_536, length: Int64(long.count)),
      ] {
        #expect(await world.send(body: body).error?.message.contains("longer than the 1MiB") == true)
      }
      #expect(world.received == 0)
    }
  }

  @Test("A long body that another rule permits arrives whole, although its beginning was looked at")
  func longButPermitted() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "allow POST when body /amount < 100", "allow POST /count")
      let long = [UInt8](repeating: 0x78, count: CallBody.limit + 70_000)
      #expect(await world.send(.post, "/count", body: PolicyVault.stream(long, chunk: 65_536)).value == "\(long.count)")
    }
  }

  @Test("A body shorter or longer than announced is refused before anything is sent")
  func wrongLength() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "deny POST when body /amount > 100")
      for length in [Int64(5), 500] {
        let body = PolicyVault.stream(Array(#"{"amount":1}"#.utf8), length: length)
        #expect(await world.send(body: body).error?.code == .badInput)
      }
      #expect(world.received == 0)
    }
  }

  @Test("A vault that is locked while a body is read sends nothing and writes nothing")
  func lockedMeanwhile() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "deny POST when body /amount > 100")
      let before = try await world.it.vault.status().events
      let vault = world.it.vault
      let body = OutboundBody.stream(
        length: nil,
        chunks: AsyncThrowingStream<[UInt8], any Error>(unfolding: {
          try await vault.lock()
          return nil
        }))
      #expect(await world.send(body: body).error?.code == .locked)
      let events = try await vault.auditPage(AuditQuery(), before: nil, limit: 5).entries.map(\.event.kind)
      #expect(world.received == 0 && !events.contains(.intent) && !events.contains(.denied) && before > 0)
    }
  }

  @Test("Headers, query keys, caller and address of a call are looked at as they are")
  func otherFacts() async throws {
    try await PolicyVault.with { world in
      try await world.save(
        "p", "deny any when header x-debug", "deny any when query expand", "deny any when caller cron",
        "deny any when not address 127.0.0.0/8", "deny any when size > 5")
      #expect(await world.send(.get, "/x?limit=1").value != nil)
      #expect(await world.send(.get, "/x?expand=1").error?.message.contains("rule 2") == true)
      #expect(await world.send(.get, "/x", caller: "cron").error?.message.contains("rule 3") == true)
      #expect(await world.send(json: "[1,2,3]").error?.message.contains("rule 5") == true)
      #expect(
        await world.send(body: PolicyVault.stream(Array("[1,2,3]".utf8))).error?.message.contains("rule 5") == true)
      #expect(await world.send(body: PolicyVault.stream(Array("[1]".utf8))).value == "[1]")
    }
  }
}
