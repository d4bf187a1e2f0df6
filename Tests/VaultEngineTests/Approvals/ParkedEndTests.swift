import Domain
import Foundation
import Testing

@testable import VaultEngine

@Suite("How waiting for an approval ends")
struct ParkedEndTests {
  @Test("When its time is over, the call is denied, and can no longer be approved")
  func expired() async throws {
    let clock = TestClock()
    try await PolicyVault.with(now: clock.now) { world in
      try await world.save("p", "ask POST within 30s")
      let call = try await world.park()
      clock.advance(seconds: 31)
      #expect(await code { _ = try await world.it.vault.answer(call.id, .once) } == .notFound)
      let error = await call.result.error
      #expect(error?.code == .denied && error?.message == "nobody approved the call in time")
      #expect(world.received == 0)
      let events = try await world.events(of: call.id)
      #expect(events.map(\.kind) == [.asked, .denied] && events.last?.rule == "approval")
    }
  }

  @Test("The caller goes away: the call goes too")
  func cancelled() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST")
      let call = try await world.park()
      call.task.cancel()
      #expect(await call.result.error != nil)
      #expect(try await world.it.vault.parkedCalls().isEmpty)
      #expect(await code { _ = try await world.it.vault.answer(call.id, .once) } == .notFound)
      #expect(try await world.events(of: call.id).map(\.kind) == [.asked, .denied])
    }
  }

  @Test("A lock ends it; the log says so after the next unlock", arguments: [true, false])
  func locked(usesKeyring: Bool) async throws {
    try await PolicyVault.with(usesKeyring: usesKeyring) { world in
      try await world.save("p", "ask POST")
      let call = try await world.park()
      try await world.it.vault.lock()
      #expect(await call.result.error?.code == .locked)
      #expect(try await world.it.vault.parkedCalls().isEmpty)
      try await world.it.vault.unlock(passphrase: SecretBytes(TemporaryVault.passphrase), holdingAdmin: true)
      _ = try await world.it.vault.overview()
      #expect(await code { _ = try await world.it.vault.answer(call.id, .once) } == .notFound)
      let events = try await world.events(of: call.id)
      #expect(events.map(\.kind) == [.asked, .denied])
      #expect(events.last?.reason.contains("locked") == true)
      #expect(world.received == 0)
    }
  }

  @Test("Its process is killed: nobody can approve it any more, and the log says what became of it")
  func killed() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask GET")
      let passphraseFile = world.it.folder + "/passphrase"
      try TemporaryVault.passphrase.write(toFile: passphraseFile, atomically: true, encoding: .utf8)
      let probe = try ProbeProcess(
        world.it, passphraseFile: passphraseFile, url: world.origin + "/x", grant: "api", calls: 1)
      #expect(await probe.line() == "ready")
      probe.go()
      let call = try await waitForParked(world)
      #expect(call.caller.name == "probe" && call.caller.pid == probe.pid)
      await probe.kill()
      #expect(await code { _ = try await world.it.vault.answer(call.id, .once) } == .notFound)
      _ = try await world.it.vault.overview()
      let events = try await world.events(of: call.id)
      #expect(events.map(\.kind) == [.asked, .denied])
      #expect(events.last?.reason == "the caller's process ended while the call waited for an approval")
      #expect(events.last?.pid == probe.pid && world.received == 0)
    }
  }

  @Test("The policies of the moment of sending decide: a deny made meanwhile holds, another ask wants another approval")
  func changedMeanwhile() async throws {
    try await PolicyVault.with { world in
      for (index, rule) in ["deny POST", "ask POST /echo"].enumerated() {
        try await world.save("p", "ask POST")
        let call = try await world.park()
        try await world.save("q\(index)", rule)
        _ = try await world.it.vault.answer(call.id, .once)
        let error = await call.result.error
        #expect(error?.code == .denied)
        #expect(error?.message.contains(index == 0 ? "deny POST" : "another approval") == true)
        #expect(try await world.events(of: call.id).map(\.kind) == [.asked, .approved, .denied])
        let saved = try #require(try await world.it.vault.overview().policies.first { $0.name == "q\(index)" })
        try await world.it.vault.removePolicy(saved.id)
      }
      #expect(world.received == 0)
    }
  }

  @Test("A grant that is revoked while the call waits stays revoked")
  func revoked() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST")
      let call = try await world.park()
      _ = try await world.it.vault.revokeGrant(call.shown.grantID)
      _ = try await world.it.vault.answer(call.id, .once)
      #expect(await call.result.error?.code == .denied)
      #expect(world.received == 0)
    }
  }

  @Test("Whatever happens at once, a call is sent at most once, and has one end in the log")
  func races() async throws {
    try await PolicyVault.with { world in
      try await world.save("p", "ask POST")
      let other = try await world.it.another()
      try await other.unlock(passphrase: SecretBytes(TemporaryVault.passphrase), holdingAdmin: true)
      for round in 0..<24 {
        let call = try await world.park(from: round.isMultiple(of: 2) ? other : nil)
        let before = world.received
        await withTaskGroup(of: Void.self) { group in
          for vault in [world.it.vault, other] {
            group.addTask { _ = try? await vault.answer(call.id, .once, as: "ann") }
            group.addTask { _ = try? await vault.answer(call.id, .deny(reason: "no"), as: "bob") }
          }
          if round.isMultiple(of: 3) { group.addTask { call.task.cancel() } }
        }
        let result = await call.result
        await world.it.vault.openExchanges.cancelAndWait()
        await other.openExchanges.cancelAndWait()
        let kinds = try await world.events(of: call.id).map(\.kind)
        #expect(kinds.count { $0 == .intent } + kinds.count { $0 == .denied } == 1)
        #expect(world.received - before <= kinds.count { $0 == .intent })
        if result.value != nil { #expect(world.received - before == 1) }
      }
      #expect(try await world.it.vault.verifyAudit().problem == nil)
      await other.close()
    }
  }

  private func waitForParked(_ world: PolicyVault) async throws -> ParkedCall {
    for await _ in world.it.vault.changes() {
      if let call = try await world.it.vault.parkedCalls().first { return call }
    }
    throw NotParked(result: .failure(.cancelled))
  }
}
