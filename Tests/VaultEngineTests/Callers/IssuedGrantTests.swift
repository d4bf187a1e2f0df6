import Domain
import LocalServers
import Testing

@testable import VaultEngine

@Suite("Grants that callers issue")
struct IssuedGrantTests {
  @Test("A delegation lets the agent make the calls it names, and no others; the log names the grant behind it")
  func delegates() async throws {
    try await CallerVault.with { it in
      let bot = try await it.agent { $0.reach = .only([]) }
      #expect(await it.call(as: bot.identity).error?.cause == .grantNotReachable)
      let grant = try await it.vault.issueGrant(
        IssuedGrantDraft(
          parent: it.api.id, holder: bot.identity.id, label: "reading", methods: ["get"], paths: ["/echo/**"]),
        by: try await it.identify())
      #expect(grant.kind == .delegation && grant.methods == ["GET"])
      let id = grant.id.description
      #expect(await it.call(as: bot.identity, grant: id, .get, "/echo/1").value == 200)
      let event = try #require(try await it.newest())
      #expect(event.grantID == it.api.id && event.caller == "ci/bot" && event.reason.contains(id))
      #expect(await it.call(as: bot.identity, grant: "reading", .get, "/echo").value == 200)
      #expect(await it.call(as: bot.identity, grant: "api", .get, "/echo").value == 200)
      #expect(await it.call(as: bot.identity, grant: id, .post, "/echo").error?.cause == .policy("issued grant"))
      #expect(await it.call(as: bot.identity, grant: id, .get, "/secure").error?.cause == .policy("issued grant"))
      #expect(await it.call(as: try await it.identify(), grant: id).error?.cause == .grantNotReachable)

      let seen = try #require(try await it.vault.grants(for: bot.identity).first)
      #expect(seen.id == grant.id && seen.depth == 1 && seen.state == .active && seen.principal == .agent("bot"))
      let own = try #require(try await it.vault.grants(for: try await it.identify()).first { $0.name == "api" })
      #expect(own.delegations == [grant] && own.depth == 0)
    }
  }

  @Test("Only what may be handed on is handed on, and only to those below")
  func handsOn() async throws {
    try await CallerVault.with { it in
      let bot = try await it.agent { $0.reach = .only([]) }
      let identity = try await it.identify()
      let closed = try await it.vault.issueGrant(
        IssuedGrantDraft(parent: it.api.id, holder: bot.identity.id), by: identity)
      let inner = try await it.vault.addCaller(CallerDraft(name: "inner"), by: .caller(bot.identity))
      #expect(
        await cause {
          _ = try await it.vault.issueGrant(
            IssuedGrantDraft(parent: closed.id, holder: inner.caller.id), by: bot.identity)
        } == .policy("issued grant"))
      let open = try await it.vault.issueGrant(
        IssuedGrantDraft(parent: it.other.id, holder: bot.identity.id, methods: ["GET"], isDelegable: true),
        by: identity)
      let handed = try await it.vault.issueGrant(
        IssuedGrantDraft(parent: open.id, holder: inner.caller.id), by: bot.identity)
      let holder = try await it.identify(inner)
      #expect(await it.call(as: holder, grant: handed.id.description).value == 200)
      #expect(await it.call(as: holder, grant: handed.id.description, .post).error?.cause == .policy("issued grant"))
      #expect(
        await code {
          _ = try await it.vault.issueGrant(
            IssuedGrantDraft(parent: it.api.id, holder: it.ci.id), by: bot.identity)
        } == .notFound)
      #expect(
        await code {
          _ = try await it.vault.issueGrant(IssuedGrantDraft(parent: it.api.id, holder: bot.identity.id), by: identity)
        } == .exists)

      _ = try await it.vault.withdrawGrant(open.id, reason: "done", by: identity)
      #expect(await it.call(as: holder, grant: handed.id.description).error?.cause == .grantRevoked)
      #expect(try await it.vault.grants(for: holder).first?.state == .revoked)
    }
  }

  @Test("What a maker may no longer use, its issued grants lose; they end in time too")
  func ends() async throws {
    try await CallerVault.with { it in
      let identity = try await it.identify()
      let sibling = try await it.vault.issueGrant(
        IssuedGrantDraft(parent: it.api.id, label: "short", expiresAt: it.clock.now().adding(seconds: 60)),
        by: identity)
      #expect(sibling.kind == .sibling && sibling.holder == it.ci.id)
      #expect(await it.call(as: identity, grant: sibling.id.description).value == 200)
      let other = it.other.id
      _ = try await it.vault.updateCaller(it.ci.id, by: .admin) { $0.reach = .only([other]) }
      #expect(await it.call(as: identity, grant: sibling.id.description).error?.cause == .grantRevoked)
      _ = try await it.vault.updateCaller(it.ci.id, by: .admin) { $0.reach = .every }
      it.clock.advance(seconds: 60)
      #expect(await it.call(as: identity, grant: sibling.id.description).error?.cause == .grantExpired)
      #expect(try await it.vault.grants(for: identity).first { $0.issued != nil }?.state == .expired)
    }
  }

  @Test("A withdrawn grant is refused to everybody, once and for all; the admin can take it back for ten minutes")
  func withdraws() async throws {
    try await CallerVault.with { it in
      let identity = try await it.identify()
      await it.vault.dropAdmin()
      let time = try await it.vault.withdrawGrant(it.api.id, reason: "leaked", by: identity)
      it.clock.advance(seconds: 10)
      #expect(try await it.vault.withdrawGrant(it.api.id, reason: "again", by: identity) == time)
      #expect(await it.call(as: identity).error?.cause == .grantRevoked)
      #expect(await code { _ = try await it.vault.request(.get, it.server.origin, grantID: "api") } == .denied)
      #expect(try await it.vault.grant(named: it.api.id.description).state == .revoked)
      #expect(await it.call(as: identity, grant: "other").value == 200)
      let events = try await it.vault.auditEntries(AuditQuery(), after: 0).map(\.event)
      #expect(events.filter { $0.kind == .grantWithdrawn }.map(\.reason) == ["for every caller: leaked"])

      try await it.vault.holdAdmin(passphrase: SecretBytes(TemporaryVault.passphrase))
      try await it.vault.undoRevoke(.grant(it.api.id))
      #expect(await it.call(as: identity).value == 200)
    }
  }

  @Test("Of several grants of one name an agent has to name one by its id")
  func ambiguous() async throws {
    try await CallerVault.with { it in
      let bot = try await it.agent { $0.reach = .only([]) }
      for label in ["a", "b"] {
        _ = try await it.vault.issueGrant(
          IssuedGrantDraft(parent: it.api.id, holder: bot.identity.id, label: label), by: try await it.identify())
      }
      guard case .ambiguous(let grants) = await it.call(as: bot.identity).error?.cause else {
        Issue.record("not told apart")
        return
      }
      #expect(Set(grants.map(\.label)) == ["a", "b"])
      #expect(await it.call(as: bot.identity, grant: "b").value == 200)
    }
  }
}
