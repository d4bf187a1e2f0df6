import Domain
import Testing

@testable import VaultEngine

@Suite("Recent connect sessions")
struct RecentSessionsTests {
  @Test("Those that wait stand first, then those that ended, until they are forgotten; a locked vault shows none")
  func order() async throws {
    let clock = TestClock(isStill: true)
    try await TemporaryVault.with(now: clock.now) { it in
      let minted = try await it.vault.addCaller(CallerDraft(name: "shop"), by: .admin)
      let shop = try await it.vault.identify(minted.text.copy(), from: .thisMachine)
      func open() async throws -> Identifier {
        clock.advance(seconds: 1)
        return try await it.vault.openConnectSession(ConnectWish(.secret, user: "mia"), by: shop).session.id
      }
      let ids = [try await open(), try await open(), try await open(), try await open()]
      _ = try await it.vault.denyConnectSession(ids[0], reason: "no")
      _ = try await it.vault.cancelConnectSession(ids[2])
      let recent = try await it.vault.recentConnectSessions()
      #expect(recent.map(\.id) == [ids[1], ids[3], ids[2], ids[0]])
      #expect(recent.map { $0.isWaiting(at: clock.now()) } == [true, true, false, false])

      clock.advance(seconds: ConnectSession.lifetime)
      #expect(try await it.vault.recentConnectSessions().map(\.id) == ids.reversed())
      clock.advance(seconds: ConnectSession.lifetime)
      #expect(try await it.vault.recentConnectSessions().isEmpty)
      _ = try await open()
      try await it.vault.lock()
      #expect(try await it.vault.recentConnectSessions().isEmpty)
    }
  }
}
