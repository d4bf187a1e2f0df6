import Domain
import LocalServers
import OAuthClient
import Outbound
import Testing

@testable import VaultEngine

@Suite("A 401 from the API")
struct UnauthorizedTests {
  /// A vault with the connection `ann`, whose access token the API no longer takes.
  private func withConnection(
    _ body: (TemporaryVault, StandInProvider, TestClock) async throws -> Void
  ) async throws {
    let clock = TestClock(isStill: true)
    try await StandInProvider.with { provider in
      try await TemporaryVault.with(lockAfter: 86_400, now: clock.now) { it in
        try await it.connect(provider)
        provider.takeBackAccess()
        clock.advance(seconds: 1)
        try await body(it, provider, clock)
        #expect(try await it.vault.verifyAudit().problem == nil)
      }
    }
  }

  private func newest(_ it: TemporaryVault) async throws -> AuditEntry {
    try #require(
      try await it.vault.auditPage(try AuditQuery("kind:intent", now: .now()), before: nil, limit: 1).entries.first)
  }

  @Test("One refresh and one retry, body and all; the log says so")
  func retried() async throws {
    try await withConnection { it, provider, _ in
      let status = try await it.vault.call(provider, method: .post, body: .bytes(Array("hello".utf8)))
      #expect(status == 200)
      #expect(provider.tokenRequests == 1)
      #expect(provider.tokensSeen == ["Bearer access-1", "Bearer access-2"])
      #expect(provider.server.requests.filter { $0.path == "/api" }.map(\.body) == ["hello", "hello"])
      let outcome = try #require(try await newest(it).outcome?.event)
      #expect(outcome.status == 200 && outcome.flags == ["token_refreshed"])
    }
  }

  @Test("Fifty callers at once: one refresh, and each call is repeated once")
  func many() async throws {
    try await withConnection { it, provider, _ in
      let vault = it.vault
      let statuses = await withTaskGroup(of: Int?.self) { group in
        for _ in 0..<50 { group.addTask { try? await vault.call(provider) } }
        return await group.reduce(into: [Int?]()) { $0.append($1) }
      }
      #expect(statuses == Array(repeating: 200, count: 50))
      #expect(provider.tokenRequests == 1)
      let events = try await vault.connectionEvents()
      #expect(events.map(\.kind) == [.connectionMade, .tokenRefreshed])
    }
  }

  @Test("A body that is streamed is not sent twice: the 401 is the answer")
  func streamed() async throws {
    try await withConnection { it, provider, _ in
      let chunks = AsyncThrowingStream<[UInt8], any Error> { continuation in
        continuation.yield(Array("hello".utf8))
        continuation.finish()
      }
      let status = try await it.vault.call(provider, method: .post, body: .stream(length: 5, chunks: chunks))
      #expect(status == 401 && provider.tokenRequests == 0 && provider.count("/api") == 1)
    }
  }

  @Test("A second 401 is the answer, and for half a minute no call asks for another token")
  func secondRefusal() async throws {
    try await withConnection { it, provider, clock in
      provider.beforeAnswer { _ in provider.takeBackAccess() }
      let first = try await it.vault.call(provider)
      #expect(first == 401 && provider.tokenRequests == 1 && provider.count("/api") == 2)
      let second = try await it.vault.call(provider)
      #expect(second == 401 && provider.tokenRequests == 1 && provider.count("/api") == 3)
      clock.advance(seconds: 31)
      provider.beforeAnswer(nil)
      let third = try await it.vault.call(provider)
      #expect(third == 200 && provider.tokenRequests == 2)
    }
  }

  @Test("A refresh that does not work out leaves the 401 as the answer, with its body")
  func refreshFails() async throws {
    try await withConnection { it, provider, _ in
      provider.next(.answer(.init(503, "")))
      let response = try await it.vault.request(.get, provider.server.origin + "/api", grantID: "ann")
      #expect(response.status == 401)
      #expect(try await response.body.collect(upTo: 100) == Array("{}".utf8))
      #expect(try await it.vault.connectionState()?.needsReauth == nil)
    }
  }

  @Test("When the refresh token is dead too, the call says that the user has to agree again")
  func deadToo() async throws {
    try await withConnection { it, provider, _ in
      provider.next(.answer(.init(400, #"{"error":"invalid_grant"}"#)))
      #expect(await code { try await it.vault.call(provider) } == .needsReauth)
      let entry = try await newest(it)
      #expect(entry.result == "failed" && entry.outcome?.event.reason.contains("connected anew") == true)
      #expect(try await it.vault.grant(named: "ann").state == .needsReauth)
    }
  }

  @Test("A grant that is revoked while a new token is asked for is not sent with")
  func revokedMeanwhile() async throws {
    try await withConnection { it, provider, _ in
      let (vault, id) = (it.vault, try await it.vault.grant(named: "ann").grant.id)
      provider.beforeAnswer { _ in _ = try? await vault.revokeGrant(id) }
      #expect(await code { try await vault.call(provider) } == .denied)
      #expect(provider.count("/api") == 1)
      await vault.waitForRevocations()
    }
  }

  @Test("Neither the access token nor the refresh token comes back in an answer")
  func reflection() async throws {
    let echo = try await ScriptedServer.start { request in
      .init(200, "\(request.header("Authorization") ?? "") and refresh-1", type: "text/plain")
    }
    try await StandInProvider.with { provider in
      try await TemporaryVault.with { it in
        let grant = try await it.connect(provider)
        try await it.vault.change { change in
          guard var connection = change.rows.connections[grant.sourceID]?.connection else { throw VaultError.cancelled }
          connection.binding = try Binding(origins: [try Origin(echo.origin)])
          try change.store(
            .init(
              accessToken: SecretBytes("access-1"), refreshToken: SecretBytes("refresh-1"), expiresIn: nil, scopes: nil,
              account: nil), as: connection, grant: grant, accessSeconds: nil)
        }
        let response = try await it.vault.request(.get, echo.origin + "/echo", grantID: "ann")
        let text = String(decoding: try await response.body.collect(upTo: 1000), as: UTF8.self)
        #expect(text == "Bearer ******** and *********")
      }
    }
    await echo.stop()
  }
}
