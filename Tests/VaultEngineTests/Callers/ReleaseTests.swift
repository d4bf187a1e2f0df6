import Domain
import LocalServers
import Testing

@testable import VaultEngine

@Suite("Releasing a credential to a caller")
struct ReleaseTests {
  private static let all = CallerDraft(name: "ci", rights: Set(CallerRight.allCases))

  @Test("With the right a caller receives the token, and the log says so before")
  func releases() async throws {
    try await CallerVault.with(Self.all) { it in
      let identity = try await it.identify()
      let released = try await it.release(identity)
      #expect(released.token.text() == "value-1" && released.grantID == it.api.id)
      #expect(released.headerName == "Authorization" && released.headerFormat == "Bearer {token}")
      #expect(released.injections.isEmpty && released.additional.isEmpty)
      let event = try #require(try await it.newest())
      #expect(event.kind == .credentialReleased && event.caller == "ci" && event.keyPrefix == it.minted.key.prefix)
      #expect(event.method == "GET" && event.path == "/echo" && event.grantID == it.api.id)
      #expect(try await it.vault.callers().first?.lastUsed == it.clock.now())
      #expect(it.server.log.entries.isEmpty)
    }
  }

  @Test("Without the right nothing is released; the usual rights do not hold it")
  func withoutRight() async throws {
    try await CallerVault.with { it in
      let identity = try await it.identify()
      #expect(await cause { _ = try await it.release(identity) } == .missingRight(.retrieve))
      let event = try #require(try await it.newest())
      #expect(event.kind == .denied && event.rule == "caller")
    }
  }

  @Test(
    "What only a call keeps holds the credential back",
    arguments: [
      ("deny DELETE", VaultError.BoundBy.restricted), ("ask POST", .hitl), ("redact any removing /a", .restricted),
      ("allow any rate 5/1h", .userLimits), ("allow GET /echo", .restricted),
    ])
  func bound(rule: String, by: VaultError.BoundBy) async throws {
    try await CallerVault.with(Self.all) { it in
      _ = try await it.vault.savePolicy(PolicyDraft(name: "p", scope: .everyGrant, rules: [try Rule(rule)]))
      let identity = try await it.identify()
      #expect(await cause { _ = try await it.release(identity) } == .requiresProxy(by))
      #expect(try await it.newest()?.kind == .denied)
      #expect(await it.call(as: identity).value == 200)
    }
  }

  @Test("What the rules deny of the call itself is a denial, and another place than the bound one is blocked")
  func denied() async throws {
    try await CallerVault.with(Self.all) { it in
      let identity = try await it.identify()
      _ = try await it.vault.savePolicy(PolicyDraft(name: "p", scope: .everyGrant, rules: [try Rule("deny DELETE")]))
      #expect(await cause { _ = try await it.release(identity, .delete) } == .policy("p v1 rule 1"))
      #expect(
        await cause {
          _ = try await it.vault.releaseCredential(
            grantID: "api", method: .get, url: "https://evil.example/", as: identity)
        } == .blockedDestination)
      try await it.vault.revokeGrant(it.api.id)
      #expect(await cause { _ = try await it.release(identity, grant: it.api.id.description) } == .grantRevoked)
    }
  }

  @Test("An issued grant that leaves something out holds its credential back")
  func issued() async throws {
    try await CallerVault.with(Self.all) { it in
      let identity = try await it.identify()
      let bot = try await it.agent {
        $0.rights = Set(CallerRight.allCases)
        $0.reach = .only([])
      }
      let narrow = try await it.vault.issueGrant(
        IssuedGrantDraft(parent: it.api.id, holder: bot.identity.id, methods: ["GET"]), by: identity)
      let whole = try await it.vault.issueGrant(
        IssuedGrantDraft(parent: it.other.id, holder: bot.identity.id), by: identity)
      #expect(
        await cause { _ = try await it.release(bot.identity, grant: narrow.id.description) }
          == .requiresProxy(.delegated))
      let released = try await it.release(bot.identity, grant: whole.id.description)
      #expect(released.grantID == whole.id && released.token.text() == "value-2")
      let sibling = try await it.vault.issueGrant(
        IssuedGrantDraft(parent: it.api.id, label: "s", paths: ["/echo"]), by: identity)
      #expect(
        await cause { _ = try await it.release(identity, grant: sibling.id.description) }
          == .requiresProxy(.restricted))
    }
  }

  @Test("Each way into a request is told in the SDK's terms, or the credential stays")
  func shapes() throws {
    func shape(_ injection: Injection, _ fields: (String, String)...) throws -> ReleaseShape {
      try ReleaseShape(injection, Credential(fields: fields.map { .init(name: $0.0, value: SecretBytes($0.1)) }))
    }
    let basic = try shape(.basic, ("user", "ann"), ("password", "pw"))
    #expect(basic.token.text() == "YW5uOnB3" && basic.headerFormat == "Basic {token}")
    let header = try shape(Injection(kind: .header, name: "X-Api-Key", format: "{token}"), ("token", "t"))
    #expect(header.headerName == "X-Api-Key" && header.headerFormat == "{token}" && header.token.text() == "t")
    let two = try shape(
      Injection(kind: .header, name: "Authorization", format: "Token {user}:{token}"), ("user", "u"), ("token", "t"))
    #expect(two.headerFormat == "{token}" && two.token.text() == "Token u:t")
    let query = try shape(Injection(kind: .query, name: "key", format: "{token}"), ("token", "t"))
    #expect(query.injections == [.init(target: .query, key: "key", credential: nil)])
    #expect(query.headerName.hasPrefix("X-") && query.headerFormat == "{token}")
    let extra = try shape(
      .bearer(extraHeaders: [.init(name: "X-App", value: "{app}"), .init(name: "Accept", value: "a/b")]),
      ("token", "t"), ("app", "7"))
    #expect(extra.additional.map { $0.value.text() } == ["7", "a/b"])
    #expect(extra.injections.map(\.key) == ["X-App", "Accept"])
    #expect(extra.injections.map(\.credential) == extra.additional.map(\.name))
    for misfit in [
      Injection(kind: .path, name: "", format: "/bot{token}{path}"),
      Injection(kind: .header, name: "Cookie", format: "a={token}"),
      Injection(kind: .header, name: "X_Key", format: "{token}"),
    ] {
      #expect(throws: VaultError.self) { try shape(misfit, ("token", "t")) }
    }
  }

  @Test("A connection's token is renewed near its end, and its refresh token never leaves")
  func connection() async throws {
    let clock = TestClock(isStill: true)
    try await StandInProvider.with { provider in
      try await TemporaryVault.with(lockAfter: 86_400, now: clock.now) { it in
        try await it.connect(provider)
        let minted = try await it.vault.addCaller(Self.all, by: .admin)
        let identity = try await it.vault.identify(minted.text.copy(), from: .thisMachine)
        func release() async throws -> ReleasedCredential {
          try await it.vault.releaseCredential(
            grantID: "ann", method: .get, url: provider.server.origin + "/api", as: identity)
        }
        let first = try await release()
        #expect(first.token.text() == "access-1" && first.scopes == ["read"] && first.expiresAt != nil)
        #expect(first.additional.isEmpty && provider.tokenRequests == 0)
        clock.advance(seconds: 3590)
        #expect(try await release().token.text() == "access-2")
        #expect(provider.tokenRequests == 1)
        let events = try await it.vault.auditEntries(AuditQuery(), after: 0).map(\.event.kind)
        #expect(events.count { $0 == .credentialReleased } == 2)
        #expect(try await it.vault.verifyAudit().problem == nil)
      }
    }
  }
}
