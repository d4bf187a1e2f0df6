import Domain
import Foundation
import LocalServers
import OAuthClient
import Outbound
import Testing

@testable import VaultEngine

@Suite("Refreshing a connection")
struct RefreshTests {
  /// A vault with the connection `ann`, whose access token lasts an hour, on a clock that the test moves.
  private func withConnection(
    expiresIn: Int64? = 3600, refreshToken: String? = "refresh-1",
    _ body: (TemporaryVault, StandInProvider, TestClock) async throws -> Void
  ) async throws {
    let clock = TestClock(isStill: true)
    try await StandInProvider.with { provider in
      try await TemporaryVault.with(lockAfter: 86_400, now: clock.now) { it in
        try await it.connect(provider, expiresIn: expiresIn, refreshToken: refreshToken)
        try await body(it, provider, clock)
        #expect(try await it.vault.verifyAudit().problem == nil)
      }
    }
  }

  @Test("Far from its end the token is used as it is; near its end one is asked for, before it is needed")
  func beforeTheEnd() async throws {
    try await withConnection { it, provider, clock in
      #expect(try await it.vault.call(provider) == 200)
      clock.advance(seconds: 3600 - 331)
      #expect(try await it.vault.call(provider) == 200)
      #expect(provider.tokenRequests == 0)
      clock.advance(seconds: 62)
      #expect(try await it.vault.call(provider) == 200)
      #expect(provider.tokenRequests == 1)
      #expect(provider.tokensSeen == ["Bearer access-1", "Bearer access-1", "Bearer access-2"])
      let state = try #require(try await it.vault.connectionState())
      #expect(state.tokenVersion == 2 && state.failure == nil && state.scopesGiven == ["read"])
      let form = try #require(provider.server.requests.first { $0.path == "/token" }?.form)
      #expect(form["grant_type"] == "refresh_token" && form["refresh_token"] == "refresh-1")
      #expect(form["client_id"] == "client" && form["client_secret"] == "client-secret")
      let event = try #require(try await it.vault.connectionEvents().last)
      #expect(event.kind == .tokenRefreshed && event.subject == "ann" && event.principal == "user:ann")
      #expect(event.reason.hasPrefix("token 2 until "))
    }
  }

  @Test("A hundred callers at the end of the token: one token request, and every call goes out with the new token")
  func hundredCallers() async throws {
    try await withConnection { it, provider, clock in
      clock.advance(seconds: 3700)
      let vault = it.vault
      let statuses = await withTaskGroup(of: Int?.self) { group in
        for _ in 0..<100 { group.addTask { try? await vault.call(provider) } }
        return await group.reduce(into: [Int?]()) { $0.append($1) }
      }
      #expect(statuses == Array(repeating: 200, count: 100))
      #expect(provider.tokenRequests == 1)
      #expect(provider.tokensSeen == Array(repeating: "Bearer access-2", count: 100))
      let events = try await vault.connectionEvents()
      #expect(events.map(\.kind) == [.connectionMade, .tokenRefreshed])
    }
  }

  @Test("A caller that goes away while the provider is asked loses nothing: the answer is stored and used")
  func cancelledLeader() async throws {
    try await withConnection { it, provider, clock in
      clock.advance(seconds: 3700)
      let (asked, gate) = (Gate(), Gate())
      provider.beforeAnswer { _ in
        await asked.open()
        await gate.wait()
      }
      let vault = it.vault
      let caller = Task { try await vault.call(provider) }
      await asked.wait()
      caller.cancel()
      let ending = await failure { _ = try await caller.value }
      #expect(ending?.code == .unreachable)
      await gate.open()
      provider.beforeAnswer(nil)
      #expect(try await vault.call(provider) == 200)
      #expect(provider.tokenRequests == 1)
      #expect(provider.tokensSeen == ["Bearer access-2"])
      let abandoned = try await vault.auditPage(try AuditQuery("kind:intent", now: .now()), before: nil, limit: 10)
        .entries.last
      #expect(abandoned?.outcome?.event.flags == ["abandoned"])
    }
  }

  @Test("Closing the vault waits for the answer that is on its way")
  func closing() async throws {
    try await withConnection { it, provider, clock in
      clock.advance(seconds: 3700)
      let (asked, gate) = (Gate(), Gate())
      provider.beforeAnswer { _ in
        await asked.open()
        await gate.wait()
      }
      let other = try await it.another()
      let caller = Task { try await other.call(provider) }
      await asked.wait()
      caller.cancel()
      let closing = Task { await other.close() }
      await gate.open()
      await closing.value
      #expect(try await it.vault.connectionState()?.tokenVersion == 2)
      #expect(try await it.vault.call(provider) == 200)
      #expect(provider.tokenRequests == 1)
    }
  }

  @Test("Tokens that the disk does not take stay in memory and are stored at the next call; no second request is made")
  func fullDisk() async throws {
    try await withConnection { it, provider, clock in
      clock.advance(seconds: 3700)
      try await it.tamper(
        "CREATE TRIGGER full BEFORE INSERT ON sealed_value BEGIN SELECT RAISE(ABORT, 'no space'); END")
      #expect(await code { try await it.vault.call(provider) } == .storage)
      #expect(provider.tokenRequests == 1)
      try await it.tamper("DROP TRIGGER full")
      #expect(try await it.vault.call(provider) == 200)
      #expect(provider.tokenRequests == 1)
      #expect(provider.tokensSeen == ["Bearer access-2"])
    }
  }

  @Test("A provider that gives no new refresh token: the one there is stays")
  func staticRefreshToken() async throws {
    try await withConnection { it, provider, clock in
      provider.always(.issue(rotates: false))
      for _ in 0..<3 {
        clock.advance(seconds: 3700)
        let status = try await it.vault.call(provider)
        #expect(status == 200)
      }
      #expect(
        provider.server.requests.filter { $0.path == "/token" }.map { $0.form["refresh_token"] }
          == ["refresh-1", "refresh-1", "refresh-1"])
      #expect(try await it.vault.connectionState()?.canRefresh == true)
    }
  }

  @Test("`refresh` asks in any case when it is forced, else only near the end; and says why it cannot")
  func byHand() async throws {
    try await withConnection { it, provider, clock in
      #expect(try await it.vault.refresh(grant: "ann").tokenVersion == 1)
      #expect(try await it.vault.refresh(grant: "ann", isForced: true).tokenVersion == 2)
      clock.advance(seconds: 3500)
      #expect(try await it.vault.refresh(grant: "ann").tokenVersion == 3)
      #expect(provider.tokenRequests == 2)
      try await it.store("api")
      #expect(await code { _ = try await it.vault.refresh(grant: "api") } == .badInput)
      provider.next(.answer(.init(503, "")))
      let refusal = await failure { _ = try await it.vault.refresh(grant: "ann", isForced: true) }
      #expect(refusal?.code == .unreachable && refusal?.message.contains("status 503") == true)
      // A person may ask again at once, whatever the pause.
      #expect(try await it.vault.refresh(grant: "ann", isForced: true).tokenVersion == 4)
    }
  }

  @Test("Without a refresh token an access token is used until the API refuses it; the refusal is the answer")
  func noRefreshToken() async throws {
    try await withConnection(refreshToken: nil) { it, provider, clock in
      clock.advance(seconds: 4000)
      let status = try await it.vault.call(provider)
      #expect(status == 200)
      provider.takeBackAccess()
      #expect(try await it.vault.call(provider) == 401)
      #expect(provider.tokenRequests == 0)
      #expect(try await it.vault.connectionState()?.needsReauth == nil)
      #expect(await code { _ = try await it.vault.refresh(grant: "ann", isForced: true) } == .badInput)
    }
  }

  @Test("A revocation while the provider is asked: the call is refused, and the provider hears of the new tokens too")
  func revokedMeanwhile() async throws {
    try await withConnection { it, provider, clock in
      clock.advance(seconds: 3700)
      let id = try await it.vault.grant(named: "ann").grant.id
      let vault = it.vault
      provider.beforeAnswer { _ in _ = try? await vault.revokeGrant(id) }
      #expect(await code { try await vault.call(provider) } == .denied)
      await vault.waitForRevocations()
      #expect(provider.count("/api") == 0)
      let revoked = provider.server.requests.filter { $0.path == "/revoke" }.compactMap { $0.form["token"] }
      #expect(revoked == ["refresh-1", "access-1", "refresh-2", "access-2"])
      #expect(try await vault.connectionState()?.remoteRevocation == .done)
    }
  }
}

/// Opens once; whoever waits goes on then.
actor Gate {
  private var isOpen = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func open() {
    isOpen = true
    for waiter in waiting { waiter.resume() }
    waiting = []
  }

  func wait() async {
    if !isOpen { await withCheckedContinuation { waiting.append($0) } }
  }
}
