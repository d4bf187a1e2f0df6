import Domain
import LocalServers
import Testing

@testable import VaultEngine

@Suite("Revoking a connection")
struct ConnectionRevocationTests {
  private func withConnection(
    revokes: Bool = true, oauthTimeout: Duration = .seconds(30),
    _ body: (TemporaryVault, StandInProvider, TestClock, Identifier) async throws -> Void
  ) async throws {
    let clock = TestClock(isStill: true)
    try await StandInProvider.with { provider in
      try await TemporaryVault.with(lockAfter: 90_000, oauthTimeout: oauthTimeout, now: clock.now) { it in
        let grant = try await it.connect(provider, revokes: revokes)
        try await body(it, provider, clock, grant.id)
        #expect(try await it.vault.verifyAudit().problem == nil)
      }
    }
  }

  private func tokens(_ it: TemporaryVault) async throws -> Int {
    let connection = try await it.vault.grant(named: "ann").source.id
    return try await it.vault.database.read { try $0.sealedValues(of: connection).count }
  }

  /// What any process does now and then.
  private func tidy(_ it: TemporaryVault) async throws {
    _ = try await it.vault.overview()
    await it.vault.waitForRevocations()
  }

  @Test("Calls are refused at once, the provider is told of both tokens, and they are destroyed")
  func told() async throws {
    try await withConnection { it, provider, _, id in
      let told = try await it.vault.revokeGrant(id)
      #expect(told == .done)
      #expect(await code { try await it.vault.call(provider) } == .denied)
      #expect(await code { _ = try await it.vault.refresh(grant: id.description) } == .denied)
      let requests = provider.server.requests.filter { $0.path == "/revoke" }
      #expect(requests.map { $0.form["token"] } == ["refresh-1", "access-1"])
      #expect(requests.allSatisfy { $0.form["client_secret"] == "client-secret" })
      #expect(try await tokens(it) == 0)
      let summary = try await it.vault.grant(named: id.description)
      #expect(summary.state == .revoked && summary.source.revokedAt != nil)
      let events = try await it.vault.connectionEvents()
      #expect(events.map(\.kind) == [.connectionMade, .connectionRevoked, .remoteRevocation])
      #expect(events.last?.reason == "the provider was told" && events.last?.grantID == id)
      let again = try await it.vault.revokeGrant(id)
      #expect(again == .done && provider.count("/revoke") == 2)
    }
  }

  @Test(
    "A provider that does not take it changes nothing here; it is told again after a minute",
    arguments: [ScriptedServer.Answer(503, ""), .init(429, ""), .init(400, #"{"error":"invalid_client"}"#)])
  func retried(answer: ScriptedServer.Answer) async throws {
    try await withConnection { it, provider, clock, id in
      provider.answerRevocations(answer)
      let told = try await it.vault.revokeGrant(id)
      #expect(told == .pending(attempts: 1))
      #expect(await code { try await it.vault.call(provider) } == .denied)
      #expect(try await tokens(it) == 1)
      try await tidy(it)
      #expect(provider.count("/revoke") == 1)
      clock.advance(seconds: 61)
      try await tidy(it)
      #expect(provider.count("/revoke") == 3)
      #expect(try await it.vault.connectionState(id.description)?.remoteRevocation == .done)
      #expect(try await tokens(it) == 0)
      let flags = try await it.vault.connectionEvents().filter { $0.kind == .remoteRevocation }.map(\.flags)
      #expect(flags == [["failed"], []])
    }
  }

  @Test("A provider that never takes it is given up after five tries, and the tokens go")
  func givenUp() async throws {
    try await withConnection { it, provider, clock, id in
      provider.answerRevocations(.init(500, ""), .init(500, ""), .init(500, ""), .init(500, ""), .init(500, ""))
      _ = try await it.vault.revokeGrant(id)
      for (number, pause) in [60, 600, 3600, 21_600].enumerated() {
        #expect(provider.count("/revoke") == number + 1)
        clock.advance(seconds: Int64(pause) - 2)
        try await tidy(it)
        #expect(provider.count("/revoke") == number + 1)
        clock.advance(seconds: 3)
        try await tidy(it)
      }
      #expect(provider.count("/revoke") == 5)
      let state = try #require(try await it.vault.connectionState(id.description))
      guard case .failed(let reason) = state.remoteRevocation else {
        Issue.record("\(String(describing: state.remoteRevocation))")
        return
      }
      #expect(reason.contains("500"))
      #expect(try await tokens(it) == 0)
      clock.advance(seconds: 86_400)
      try await tidy(it)
      #expect(provider.count("/revoke") == 5)
    }
  }

  @Test("The tokens are kept a day at most; a provider that was not told by then never is")
  func aDay() async throws {
    try await withConnection { it, provider, clock, id in
      provider.answerRevocations(.init(503, ""))
      _ = try await it.vault.revokeGrant(id)
      clock.advance(seconds: 86_401)
      try await it.vault.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
      await it.vault.waitForRevocations()
      #expect(provider.count("/revoke") == 1)
      #expect(try await tokens(it) == 0)
      let state = try await it.vault.connectionState(id.description)
      #expect(state?.remoteRevocation == .failed("its tokens were destroyed before the provider could be told"))
    }
  }

  @Test("A provider without a way to be told: the tokens are destroyed, and that is said")
  func unsupported() async throws {
    try await withConnection(revokes: false) { it, provider, _, id in
      let told = try await it.vault.revokeGrant(id)
      #expect(told == .unsupported)
      #expect(try await tokens(it) == 0)
    }
  }

  @Test("A provider that hangs keeps nobody for long")
  func hanging() async throws {
    let silent = try await ScriptedServer.start { _ in
      try? await Task.sleep(for: .seconds(600))
      return .init(200, "")
    }
    try await withConnection(oauthTimeout: .milliseconds(300)) { it, provider, _, id in
      let text = provider.description(id: "stand-in").text.replacing(
        "\(provider.server.origin)/revoke", with: "\(silent.origin)/revoke")
      try await it.vault.storeProvider(CustomProvider(id: "stand-in", text: text))
      let told = try await it.vault.revokeGrant(id)
      #expect(told == .pending(attempts: 1))
      #expect(await code { try await it.vault.call(provider) } == .denied)
    }
    await silent.stop()
  }

  @Test("It cannot be taken back")
  func noUndo() async throws {
    try await withConnection { it, _, _, id in
      _ = try await it.vault.revokeGrant(id)
      let refusal = await failure { try await it.vault.undoRevoke(.grant(id)) }
      #expect(refusal?.code == .badInput && refusal?.hint == "connect the user anew")
    }
  }

  @Test("Two processes tell the provider once")
  func twoProcesses() async throws {
    try await withConnection { it, provider, clock, id in
      provider.answerRevocations(.init(503, ""))
      _ = try await it.vault.revokeGrant(id)
      clock.advance(seconds: 61)
      let vaults = [it.vault, try await it.another(), try await it.another()]
      await withTaskGroup { group in
        for vault in vaults {
          group.addTask {
            _ = try? await vault.overview()
            await vault.waitForRevocations()
          }
        }
      }
      #expect(provider.count("/revoke") == 3)
      for vault in vaults.dropFirst() { await vault.close() }
    }
  }
}
