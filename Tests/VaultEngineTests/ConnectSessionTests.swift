import Domain
import Testing

@testable import VaultEngine

@Suite("Connect sessions")
struct ConnectSessionTests {
  private func caller(
    _ name: String, _ reach: Caller.Reach = .every, in it: TemporaryVault
  ) async throws -> CallerIdentity {
    let minted = try await it.vault.addCaller(CallerDraft(name: name, reach: reach), by: .admin)
    return try await it.vault.identify(minted.text.copy(), from: .thisMachine)
  }

  @Test("A session is seen by its caller alone, and answered once, by any process")
  func answered() async throws {
    try await TemporaryVault.with { it in
      let grant = try await it.store("api").grant
      let (app, other) = (try await caller("app", .only([]), in: it), try await caller("other", in: it))
      let opened = try await it.vault.openConnectSession(
        ConnectWish(.connection, providers: ["github"], label: "mine"), by: app)
      #expect(try await it.vault.connectSession(token: opened.token, by: app)?.answer == nil)
      #expect(try await it.vault.connectSession(token: opened.token, by: other) == nil)
      #expect(try await it.vault.connectSession(token: opened.token + "0", by: app) == nil)
      #expect(try await it.vault.grants(for: app).isEmpty)

      let elsewhere = try await it.another()
      #expect(try await elsewhere.connectSessions().map(\.id) == [opened.session.id])
      try await elsewhere.holdAdmin(passphrase: SecretBytes(TemporaryVault.passphrase))
      _ = try await elsewhere.completeConnectSession(opened.session.id, with: grant.id)
      await elsewhere.close()
      #expect(
        try await it.vault.connectSession(token: opened.token, by: app)?.answer
          == .completed(grant: grant.id, isReauth: false))
      #expect(try await it.vault.grants(for: app).map(\.id) == [grant.id])
      #expect(try await it.vault.connectSessions().isEmpty)
      #expect(
        await code { _ = try await it.vault.denyConnectSession(opened.session.id, reason: "late") } == .notFound)
    }
  }

  @Test("It ends after ten minutes, and a denial carries its reason")
  func ended() async throws {
    let clock = TestClock()
    try await TemporaryVault.with(now: clock.now) { it in
      let app = try await caller("app", in: it)
      let opened = try await it.vault.openConnectSession(ConnectWish(.secret), by: app)
      _ = try await it.vault.denyConnectSession(opened.session.id, reason: "no")
      let late = try await it.vault.openConnectSession(ConnectWish(.secret), by: app)
      clock.advance(seconds: 601)
      #expect(try await it.vault.connectSession(token: late.token, by: app) == nil)
      #expect(try await it.vault.connectSession(token: opened.token, by: app)?.answer == .denied(reason: "no"))
    }
  }

  @Test("Only who has the keys can answer one, and only the admin does")
  func tampered() async throws {
    try await TemporaryVault.with { it in
      let grant = try await it.store("api").grant
      let app = try await caller("app", in: it)
      let opened = try await it.vault.openConnectSession(ConnectWish(.connection), by: app)
      await it.vault.dropAdmin()
      #expect(
        await code { _ = try await it.vault.completeConnectSession(opened.session.id, with: grant.id) } == .adminNeeded)
      try await it.tamper("UPDATE connect_session SET expires_at = expires_at + 1 WHERE id = ?", [opened.session.id])
      #expect(await code { _ = try await it.vault.connectSession(token: opened.token, by: app) } == .integrity)
    }
  }

  @Test("So many wait at once, and no more")
  func bounded() async throws {
    try await TemporaryVault.with { it in
      let app = try await caller("app", in: it)
      for _ in 0..<20 { _ = try await it.vault.openConnectSession(ConnectWish(.secret), by: app) }
      let refused = await failure {
        _ = try await it.vault.openConnectSession(ConnectWish(.secret), by: app)
      }
      guard case .rateLimited = refused?.cause else {
        Issue.record("not refused")
        return
      }
    }
  }
}
