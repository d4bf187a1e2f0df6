import Domain
import LocalServers
import OAuthClient
import Testing

@testable import VaultEngine

@Suite("A refresh that does not work out")
struct RefreshFailureTests {
  /// An answer of a token endpoint, and when it is asked again.
  struct Misfortune: Sendable, CustomTestStringConvertible {
    let name: String
    let turn: StandInProvider.Turn
    let reason: String
    var pause: Int64 = 5
    var timeout = Duration.seconds(30)

    var testDescription: String { name }
  }

  private static func passing(
    _ name: String, _ status: Int, _ body: String, reason: String, type: String = "application/json",
    retryAfter: String? = nil, pause: Int64 = 5
  ) -> Misfortune {
    Misfortune(
      name: name, turn: .answer(.init(status, body, type: type, retryAfter: retryAfter)), reason: reason, pause: pause)
  }

  static let misfortunes: [Misfortune] = [
    passing("invalid_client", 401, #"{"error":"invalid_client"}"#, reason: "invalid_client"),
    passing("invalid_request", 400, #"{"error":"invalid_request"}"#, reason: "invalid_request"),
    passing("unauthorized_client", 400, #"{"error":"unauthorized_client"}"#, reason: "unauthorized_client"),
    passing("temporarily_unavailable", 400, #"{"error":"temporarily_unavailable"}"#, reason: "temporarily"),
    passing("429 with Retry-After", 429, "", reason: "wait for", retryAfter: "120", pause: 120),
    passing("429 with invalid_grant in it", 429, #"{"error":"invalid_grant"}"#, reason: "wait"),
    passing("408", 408, "", reason: "408"),
    passing("500", 500, #"{"error":"server_error"}"#, reason: "500"),
    passing("500 that says invalid_grant", 500, #"{"error":"invalid_grant"}"#, reason: "500"),
    passing("502 in HTML", 502, "<html>Bad gateway</html>", reason: "502", type: "text/html"),
    passing("200 in HTML", 200, "<html>Sign in</html>", reason: "neither JSON nor a form", type: "text/html"),
    passing("404", 404, "not here", reason: "404", type: "text/plain"),
    passing("JSON cut short", 200, #"{"access_token":"access-9","refr"#, reason: "neither JSON nor a form"),
    passing("an empty object", 200, "{}", reason: "no access token"),
    passing("an error in a 200", 200, #"{"error":"bad_verification_code"}"#, reason: "bad_verification_code"),
    passing("another token type", 200, #"{"access_token":"a","token_type":"mac"}"#, reason: "type"),
    Misfortune(name: "no answer", turn: .hang, reason: "no usable answer", timeout: .seconds(3)),
  ]

  private func withConnection(
    oauthTimeout: Duration = .seconds(30), _ body: (TemporaryVault, StandInProvider, TestClock) async throws -> Void
  ) async throws {
    let clock = TestClock(isStill: true)
    try await StandInProvider.with { provider in
      try await TemporaryVault.with(lockAfter: 86_400, oauthTimeout: oauthTimeout, now: clock.now) { it in
        try await it.connect(provider)
        try await body(it, provider, clock)
      }
    }
  }

  @Test(
    "Nothing but invalid_grant asks for the user: the call goes out with the token there is, and it is tried again later",
    arguments: RefreshFailureTests.misfortunes)
  func doesNotAsk(after misfortune: Misfortune) async throws {
    try await withConnection(oauthTimeout: misfortune.timeout) { it, provider, clock in
      // Due, and still good for three minutes.
      clock.advance(seconds: 3420)
      provider.next(misfortune.turn)
      let status = try await it.vault.call(provider)
      #expect(status == 200)
      var state = try #require(try await it.vault.connectionState())
      #expect(state.needsReauth == nil && state.tokenVersion == 1 && state.canRefresh)
      #expect(state.failure?.contains(misfortune.reason) == true, "\(state.failure ?? "")")
      #expect(try await it.vault.grant(named: "ann").state == .good)
      let event = try #require(try await it.vault.connectionEvents().last)
      #expect(event.kind == .refreshFailed && event.reason == state.failure)
      // Until the pause is over nobody asks, and calls go on.
      clock.advance(seconds: misfortune.pause - 2)
      for _ in 0..<3 { try await it.vault.call(provider) }
      #expect(provider.tokenRequests == 1)
      clock.advance(seconds: 3)
      try await it.vault.call(provider)
      state = try #require(try await it.vault.connectionState())
      #expect(provider.tokenRequests == 2 && state.tokenVersion == 2)
      #expect(state.failure == nil && state.retryAt == nil)
      #expect(provider.tokensSeen.last == "Bearer access-2")
    }
  }

  @Test("When the token is over too, the call ends as unreachable and says why; later it works again by itself")
  func overToo() async throws {
    try await withConnection { it, provider, clock in
      clock.advance(seconds: 3700)
      provider.next(.answer(.init(503, "")), .answer(.init(503, "")))
      let refusal = await failure { try await it.vault.call(provider) }
      #expect(refusal?.code == .unreachable)
      #expect(refusal?.message.contains("status 503") == true)
      let again = await failure { try await it.vault.call(provider) }
      #expect(again == refusal && provider.tokenRequests == 1)
      #expect(provider.count("/api") == 0)
      let entry = try #require(try await it.vault.auditPage(AuditQuery(), before: nil, limit: 1).entries.first)
      #expect(entry.result == "failed" && entry.outcome?.event.reason.contains("could not be renewed") == true)
      // The pause grows.
      clock.advance(seconds: 6)
      _ = await failure { try await it.vault.call(provider) }
      clock.advance(seconds: 6)
      _ = await failure { try await it.vault.call(provider) }
      #expect(provider.tokenRequests == 2)
      clock.advance(seconds: 10)
      try await it.vault.call(provider)
      #expect(provider.tokenRequests == 3)
    }
  }

  @Test("invalid_grant on an unchanged token: the user has to agree again, calls are denied, and the grant stays")
  func invalidGrant() async throws {
    try await withConnection { it, provider, clock in
      clock.advance(seconds: 3420)
      provider.next(
        .answer(.init(400, #"{"error":"invalid_grant","error_description":"refresh-1 of client-secret is over"}"#)))
      let grant = try await it.vault.grant(named: "ann").grant
      let refusal = try #require(await failure { try await it.vault.call(provider) })
      #expect(refusal.code == .needsReauth)
      #expect(refusal.hint == "let the user agree again: gatehouse oauth connect --grant ann")
      let denied = try #require(await failure { try await it.vault.call(provider) })
      #expect(denied == refusal)
      #expect(provider.tokenRequests == 1 && provider.count("/api") == 0)
      #expect(await code { _ = try await it.vault.refresh(grant: "ann", isForced: true) } == .needsReauth)
      let summary = try await it.vault.grant(named: "ann")
      #expect(summary.state == .needsReauth && summary.grant == grant)
      let reason = try #require(summary.connectionState?.needsReauth)
      #expect(
        reason
          == "the provider no longer takes its refresh token (the provider refused: invalid_grant, … of … is over)")
      let entry = try #require(try await it.vault.auditPage(AuditQuery(), before: nil, limit: 1).entries.first)
      #expect(entry.event.kind == .denied && entry.event.rule == "connection" && entry.result == "deny")
      #expect(try await it.vault.connectionEvents().last?.kind == .reauthNeeded)
      let texts = try await it.vault.auditEntries(AuditQuery(), after: 0).map { "\($0)" }.joined()
      #expect(!texts.contains("refresh-1") && !texts.contains("client-secret") && !texts.contains("access-1"))

      // Connected anew: the same grant, with tokens of its own.
      let anew = try await it.vault.connect(provider, accessToken: "access-1", refreshToken: "refresh-1")
      #expect(anew.id == grant.id)
      try await it.vault.call(provider)
      let mended = try await it.vault.grant(named: "ann")
      #expect(mended.state == .good && mended.connectionState?.tokenVersion == 2)
      #expect(mended.connectionState?.needsReauth == nil)
      #expect(try await it.vault.connectionEvents().last?.kind == .connectionRemade)
    }
  }

  @Test("invalid_grant on a token that was replaced meanwhile asks for nobody")
  func replacedMeanwhile() async throws {
    try await withConnection { it, provider, clock in
      clock.advance(seconds: 3700)
      let vault = it.vault
      provider.next(.answer(.init(400, #"{"error":"invalid_grant"}"#)))
      provider.beforeAnswer { _ in
        _ = try? await vault.connect(provider, accessToken: "access-1", refreshToken: "refresh-1")
      }
      let status = try await vault.call(provider)
      #expect(status == 200)
      let state = try #require(try await vault.connectionState())
      #expect(state.needsReauth == nil && state.tokenVersion == 2 && provider.tokenRequests == 1)
    }
  }

  @Test("Tokens that come when the lease has gone to another are not stored")
  func fence() async throws {
    try await withConnection { it, provider, clock in
      clock.advance(seconds: 3700)
      let connection = try await it.vault.grant(named: "ann").source.id
      let database = it.vault.database
      provider.beforeAnswer { _ in
        try? await database.write { transaction in
          var lease = try transaction.refreshLease(of: connection)
          lease.fence += 1
          try transaction.putRefreshLease(lease, of: connection)
        }
      }
      #expect(await code { try await it.vault.call(provider) } == .unreachable)
      let state = try #require(try await it.vault.connectionState())
      #expect(state.tokenVersion == 1 && state.needsReauth == nil)
    }
  }

  @Test("A connection whose refresh token a restored backup brought back says so when the provider refuses it")
  func restored() async throws {
    try await withConnection { it, provider, clock in
      let backup = it.folder + "/backup"
      try await it.vault.backup(to: backup)
      clock.advance(seconds: 3700)
      try await it.vault.call(provider)
      await it.vault.close()
      _ = try await Vault.restore(
        from: backup, to: it.location, passphrase: SecretBytes(TemporaryVault.passphrase), options: it.options)
      let restored = try await it.another()
      try await restored.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
      #expect(await code { try await restored.call(provider) } == .needsReauth)
      let reason = try #require(try await restored.connectionState()?.needsReauth)
      #expect(reason.hasSuffix("the vault was restored from a backup, which held an older one"))
      await restored.close()
    }
  }

  @Test("A backup whose tokens do not belong to their connection is not restored")
  func damagedBackup() async throws {
    try await withConnection { it, _, _ in
      let connection = try await it.vault.grant(named: "ann").source.id
      try await it.tamper("UPDATE sealed_value SET box = zeroblob(60) WHERE owner = ?", [connection])
      let backup = it.folder + "/backup"
      try await it.vault.backup(to: backup)
      let refusal = await code {
        _ = try await Vault.restore(
          from: backup, to: it.location, passphrase: SecretBytes(TemporaryVault.passphrase), options: it.options)
      }
      #expect(refusal == .integrity)
    }
  }
}
