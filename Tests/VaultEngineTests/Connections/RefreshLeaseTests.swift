import Domain
import Testing

@testable import VaultEngine

@Suite("The lease under which a connection is refreshed")
struct RefreshLeaseTests {
  private enum Other: Sendable {
    case dead, living
    /// Alive, with a lease that ends tomorrow.
    case livingTomorrow
    /// The second that died over the same refresh token.
    case secondDead
  }

  /// A vault with a connection whose token is over, and another process that holds the lease.
  private func withLease(
    of other: Other, _ body: (TemporaryVault, StandInProvider, TestClock) async throws -> Void
  ) async throws {
    let clock = TestClock(isStill: true)
    try await StandInProvider.with { provider in
      try await TemporaryVault.with(lockAfter: 86_400, now: clock.now) { it in
        try await it.connect(provider, expiresIn: 0)
        let connection = try await it.vault.grant(named: "ann").source.id
        let living = try Instance(folder: await it.vault.instancesFolder)
        var lease = RefreshLeaseRow(fence: 7, endsAt: clock.now().adding(seconds: 60))
        switch other {
        case .dead: lease.holder = Identifier()
        case .living: lease.holder = living.id
        case .livingTomorrow:
          lease.holder = living.id
          lease.endsAt = clock.now().adding(seconds: 86_400)
        case .secondDead:
          lease.holder = Identifier()
          let log = await it.vault.auditLog(try await it.vault.useKeys())
          let refresh = Refresh(
            connection: connection, need: RefreshNeed(seen: 1, reason: .due), holder: Identifier(), instances: "",
            log: log)
          lease.fingerprint = try refresh.fingerprint(of: SecretBytes("refresh-1"))
          lease.sentAt = clock.now()
          lease.attempts = 2
        }
        try await it.vault.database.write { [lease] in try $0.putRefreshLease(lease, of: connection) }
        try await body(it, provider, clock)
        let after = try await it.vault.database.read { try $0.refreshLease(of: connection) }
        #expect(after.fence == 8 && after.holder == nil && after.endsAt == nil)
        withExtendedLifetime(living) {}
      }
    }
  }

  @Test("That of a dead process is taken over at once")
  func dead() async throws {
    try await withLease(of: .dead) { it, provider, _ in
      let status = try await it.vault.call(provider)
      #expect(status == 200 && provider.tokenRequests == 1)
    }
  }

  @Test("That of a living process is waited for until its time is over")
  func living() async throws {
    try await withLease(of: .living) { it, provider, clock in
      let vault = it.vault
      let waiting = Task { try await vault.call(provider) }
      // The call has begun when its intent is written.
      while try await vault.auditPage(AuditQuery(), before: nil, limit: 1).entries.first?.event.kind != .intent {}
      #expect(provider.tokenRequests == 0)
      clock.advance(seconds: 61)
      let status = try await waiting.value
      #expect(status == 200 && provider.tokenRequests == 1)
    }
  }

  @Test("An end that no lease has is one of a clock that was wrong")
  func wrongClock() async throws {
    try await withLease(of: .livingTomorrow) { it, provider, _ in
      let status = try await it.vault.call(provider)
      #expect(status == 200 && provider.tokenRequests == 1)
    }
  }

  @Test("After two processes died over the same token nobody asks for a minute, not even a person")
  func deaths() async throws {
    try await withLease(of: .secondDead) { it, provider, clock in
      let refusal = await failure { try await it.vault.call(provider) }
      #expect(refusal?.code == .unreachable && refusal?.message.contains("cut off 2 times") == true)
      #expect(await code { _ = try await it.vault.refresh(grant: "ann", isForced: true) } == .unreachable)
      #expect(provider.tokenRequests == 0)
      clock.advance(seconds: 61)
      let status = try await it.vault.call(provider)
      #expect(status == 200 && provider.tokenRequests == 1)
    }
  }

  @Test("Five openings of one vault with twenty calls each: one token request")
  func severalOpenings() async throws {
    try await StandInProvider.with { provider in
      try await TemporaryVault.with { it in
        try await it.connect(provider, expiresIn: 0)
        var vaults = [it.vault]
        for _ in 0..<4 { vaults.append(try await it.another()) }
        let statuses = await withTaskGroup(of: Int?.self) { group in
          for vault in vaults {
            for _ in 0..<20 { group.addTask { try? await vault.call(provider) } }
          }
          return await group.reduce(into: [Int?]()) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 100))
        #expect(provider.tokenRequests == 1)
        for vault in vaults.dropFirst() { await vault.close() }
      }
    }
  }
}
