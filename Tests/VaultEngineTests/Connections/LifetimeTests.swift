import Domain
import OAuthClient
import Testing

@testable import VaultEngine

@Suite("How long access lasts")
struct LifetimeTests {
  @Test(
    "A second to ten years, as a number or as text, negative, absurd or not said",
    arguments: [
      ("1", 1), ("59", 59), ("3600", 3600), (#""3600""#, 3600), ("3600.7", 3600), ("315360000", 315_360_000),
      ("31536000000", 315_360_000), ("1e300", 315_360_000), ("0", 0), ("-5", 0), (#""-1""#, 0), (nil, nil),
      (#""soon""#, nil), ("null", nil),
    ] as [(String?, Int64?)])
  func read(text: String?, seconds: Int64?) async throws {
    try await StandInProvider.with { provider in
      try await TemporaryVault.with { it in
        try await it.connect(provider)
        provider.next(.issue(expiresIn: text))
        let state = try await it.vault.refresh(grant: "ann", isForced: true)
        #expect(state.accessExpiresAt.map { $0.seconds - state.refreshedAt.seconds } == seconds)
        #expect(try await it.vault.connectionState() == state)
        // Whatever its lifetime, a token that just came is used and not asked for again, unless it was over already.
        try await it.vault.call(provider)
        #expect(provider.tokenRequests == (seconds == 0 ? 2 : 1))
        #expect(provider.tokensSeen.last == (seconds == 0 ? "Bearer access-3" : "Bearer access-2"))
      }
    }
  }

  @Test("A provider that always says it is over already costs one token request a call, never a loop")
  func overAlready() async throws {
    try await StandInProvider.with { provider in
      try await TemporaryVault.with { it in
        try await it.connect(provider, expiresIn: 0)
        provider.always(.issue(expiresIn: "0"))
        for number in 1...3 {
          let status = try await it.vault.call(provider)
          #expect(status == 200 && provider.tokenRequests == number)
        }
      }
    }
  }

  @Test(
    "The margin is five minutes, or half a shorter lifetime, a tenth more or less",
    arguments: [1, 60, 3600, 315_360_000])
  func margin(lifetime: Int64) throws {
    let start = Timestamp(microseconds: 1_700_000_000_000_000)
    let connection = Identifier()
    var margins: Set<Int64> = []
    for version in 1...200 {
      let state = ConnectionState(
        tokenVersion: version, accessExpiresAt: start.adding(seconds: lifetime), refreshedAt: start, canRefresh: true,
        scopesGiven: [])
      let due = try #require(state.dueAt(connection))
      #expect(due == state.dueAt(connection))
      margins.insert(start.adding(seconds: lifetime).microseconds - due.microseconds)
      #expect(!state.isDue(connection, at: Timestamp(microseconds: due.microseconds - 1)))
      #expect(state.isDue(connection, at: due))
    }
    let usual = min(300_000_000, lifetime * 500_000)
    #expect(margins.allSatisfy { ($0 - usual).magnitude <= usual / 10 })
    #expect(margins.count > 60)
  }

  @Test("What the provider's description says counts when the answer says nothing")
  func described() async throws {
    try await TemporaryVault.with { it in
      try await StandInProvider.with { provider in
        let grant = try await it.connect(provider, expiresIn: nil)
        #expect(try await it.vault.connectionState()?.accessExpiresAt == nil)
        let state = try await it.vault.change { change in
          guard let connection = change.rows.connections[grant.sourceID]?.connection else { throw VaultError.cancelled }
          let tokens = TokenSet(
            accessToken: SecretBytes("a"), refreshToken: nil, expiresIn: nil, scopes: nil, account: nil)
          try change.store(tokens, as: connection, grant: grant, accessSeconds: 7200)
          return try change.transaction.connectionState(of: connection.id)
        }
        #expect(state?.accessExpiresAt == state?.refreshedAt.adding(seconds: 7200))
      }
    }
  }
}
