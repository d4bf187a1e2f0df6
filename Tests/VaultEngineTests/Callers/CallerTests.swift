import Domain
import LocalServers
import Testing

@testable import VaultEngine

@Suite("Callers")
struct CallerTests {
  @Test("A caller is found by its key, calls with its grants, and stands in the log with name, key and notes")
  func calls() async throws {
    try await CallerVault.with { it in
      let identity = try await it.identify()
      #expect(identity.name == "ci" && identity.rights == CallerRight.usual && identity.rootID == it.ci.id)
      let context = CallContext(notes: ["run": "7", "api_token": "hush"])
      #expect(await it.call(as: identity, context: context).value == 200)
      let event = try #require(try await it.newest())
      #expect(event.kind == .intent && event.caller == "ci" && event.keyPrefix == it.minted.key.prefix)
      #expect(event.context == ["run": "7", "api_token": "***"])
      #expect(event.grantID == it.api.id)
      let summary = try #require(try await it.vault.callers().first)
      #expect(summary.fullName == "ci" && summary.state == .good && summary.calls == 1)
      #expect(summary.lastUsed == it.clock.now())
      #expect(it.server.log.entries.first?.header("Authorization") == "Bearer value-1")
    }
  }

  @Test("A key that nobody has, a typing error, and a locked vault are told apart")
  func unknown() async throws {
    try await CallerVault.with { it in
      let strange = try #require(CallerKeyText(form: .app, random: [UInt8](repeating: 1, count: 22)))
      #expect(await cause { _ = try await it.vault.identify(strange.bytes, from: .thisMachine) } == .invalidKey)
      #expect(
        await cause { _ = try await it.vault.identify(Array("nonsense".utf8), from: .thisMachine) } == .invalidKey)
      try await it.vault.lock()
      #expect(await code { _ = try await it.identify() } == .locked)
      #expect(try await it.vault.callers().map(\.fullName) == ["ci"])
    }
  }

  @Test("While nothing changes a known key is found without the disk")
  func cached() async throws {
    try await CallerVault.with { it in
      _ = try await it.identify()
      let rows = try #require(it.vault.decidingRows.rows(seenWithin: .seconds(3600)))
      let digest = try #require(rows.book.keysByDigest.keys.first)
      #expect(rows.book.keysByDigest[digest]?.caller == it.ci.id)
      _ = try await it.vault.setKeyDeprecated(it.minted.key.id, true, by: .admin)
      #expect(it.vault.decidingRows.rows(seenWithin: .seconds(3600)) == nil, "a change makes it look again")
      #expect(try await it.identify().isDeprecated)
    }
  }

  @Test("Outside its reach a grant is as if it were not there, and the log tells")
  func reach() async throws {
    try await CallerVault.with { it in
      let small = try await it.vault.addCaller(CallerDraft(name: "small", reach: .only([it.other.id])), by: .admin)
      let identity = try await it.identify(small)
      let refused = await it.call(as: identity)
      let missing = await it.call(as: identity, grant: "nothing")
      #expect(refused.error?.cause == .grantNotReachable && refused.error?.code == .notFound)
      #expect(refused.error?.message.replacing("api", with: "nothing") == missing.error?.message)
      #expect(await it.call(as: identity, grant: it.api.id.description).error?.cause == .grantNotReachable)
      let event = try #require(
        try await it.vault.auditEntries(AuditQuery(), after: 0).map(\.event).last { $0.grantID == it.api.id })
      #expect(event.kind == .denied && event.rule == "caller" && event.caller == "small")
      #expect(await it.call(as: identity, grant: "other").value == 200)
      #expect(try await it.vault.grants(for: identity).map(\.name) == ["other"])
      #expect(it.server.log.entries.count == 1)
    }
  }

  @Test("A right that is missing, and one that the call itself leaves out, are refused and named")
  func rights() async throws {
    try await CallerVault.with(CallerDraft(name: "ci", rights: [.readGrants])) { it in
      let refused = await it.call(as: try await it.identify())
      #expect(refused.error?.cause == .missingRight(.call))
      #expect(try await it.newest()?.rule == "caller")
    }
    try await CallerVault.with { it in
      let refused = await it.call(as: try await it.identify(), context: CallContext(onlyRights: [.readGrants]))
      #expect(refused.error?.cause == .missingRight(.call))
    }
  }

  @Test("Outside its addresses a caller is refused, also when it was identified elsewhere")
  func addresses() async throws {
    let range = try #require(AddressRange("10.0.0.0/8"))
    let (inside, outside) = (try #require(NetworkAddress("10.1.2.3")), try #require(NetworkAddress("192.168.0.1")))
    try await CallerVault.with(CallerDraft(name: "ci", addresses: [range])) { it in
      #expect(await cause { _ = try await it.identify(from: outside) } == .addressNotAllowed)
      let identity = try await it.identify(from: inside)
      #expect(await it.call(as: identity).value == 200)
      let moved = CallerIdentity(
        id: identity.id, name: identity.name, kind: identity.kind, keyID: identity.keyID,
        keyPrefix: identity.keyPrefix, rights: identity.rights, reach: identity.reach, isDeprecated: false,
        rootID: identity.rootID, address: outside)
      #expect(await it.call(as: moved).error?.cause == .addressNotAllowed)
      #expect(try await it.newest()?.rule == "caller")
    }
  }

  @Test("Expired, suspended and revoked callers are refused at once, in another process too")
  func ends() async throws {
    try await CallerVault.with { it in
      let identity = try await it.identify()
      let other = try await it.it.another()
      let time = it.clock.now()
      _ = try await it.vault.updateCaller(it.ci.id, by: .admin) { $0.suspendedAt = time }
      #expect(await it.call(as: identity).error?.cause == .callerSuspended)
      #expect(await it.call(as: identity, in: other).error?.cause == .callerSuspended)
      #expect(await cause { _ = try await it.identify() } == .callerSuspended)
      #expect(try await it.vault.callers().first?.state == .suspended)
      _ = try await it.vault.updateCaller(it.ci.id, by: .admin) { $0.suspendedAt = nil }
      #expect(await it.call(as: identity, in: other).value == 200)

      let end = it.clock.now().adding(seconds: 60)
      _ = try await it.vault.updateCaller(it.ci.id, by: .admin) { $0.expiresAt = end }
      it.clock.advance(seconds: 60)
      #expect(await it.call(as: identity).error?.cause == .keyExpired)
      it.clock.advance(seconds: -3600)
      #expect(await it.call(as: identity).error?.cause == .keyExpired, "a clock set back brings nothing back")
      it.clock.advance(seconds: 3600)

      _ = try await it.vault.revokeCaller(it.ci.id, by: .admin)
      let events = try await it.vault.status().events
      #expect(try await it.vault.revokeCaller(it.ci.id, by: .admin).revokedAt == it.clock.now())
      #expect(try await it.vault.status().events == events, "a second revocation says nothing")
      #expect(await it.call(as: identity).error?.cause == .callerRevoked)
      #expect(it.server.log.entries.count == 1)
      await other.close()
    }
  }

  @Test("So many calls a minute pass, in all processes together; then the wait is told")
  func rate() async throws {
    try await CallerVault.with(CallerDraft(name: "ci", ratePerMinute: 3)) { it in
      let identity = try await it.identify()
      #expect(await it.call(as: identity).value == 200)
      it.clock.advance(seconds: 20)
      #expect(await it.call(as: identity).value == 200)
      let other = try await it.it.another()
      #expect(await it.call(as: identity, in: other).value == 200)
      let refused = await it.call(as: identity)
      #expect(
        refused.error?.cause == .rateLimited(.caller, limit: 3, windowSeconds: 60, retryAfter: 40))
      #expect(try await it.newest()?.rule == "caller")
      it.clock.advance(seconds: 40)
      #expect(await it.call(as: identity).value == 200)
      #expect(
        await it.call(as: identity).error?.cause == .rateLimited(.caller, limit: 3, windowSeconds: 60, retryAfter: 20))
      await other.close()
    }
  }

  @Test("Names that calls without a key have, names in use, and limits without sense are refused")
  func drafts() async throws {
    try await CallerVault.with { it in
      func code(_ draft: CallerDraft) async -> VaultError.Code? {
        await VaultEngineTests.code { _ = try await it.vault.addCaller(draft, by: .admin) }
      }
      #expect(await code(CallerDraft(name: "cli")) == .badInput)
      #expect(await code(CallerDraft(name: "a/b")) == .badInput)
      #expect(await code(CallerDraft(name: "ci")) == .exists)
      #expect(await code(CallerDraft(name: "x", ratePerMinute: 0)) == .badInput)
      #expect(await code(CallerDraft(name: "x", expiresAt: it.clock.now())) == .badInput)
      #expect(await code(CallerDraft(name: "x", reach: .only([Identifier()]))) == .notFound)
      await it.vault.dropAdmin()
      #expect(await code(CallerDraft(name: "x")) == .adminNeeded)
    }
  }

  @Test("In rules a caller is its name, and its agents are under it")
  func policies() async throws {
    try await CallerVault.with { it in
      _ = try await it.vault.savePolicy(
        PolicyDraft(name: "p", scope: .everyGrant, rules: [try Rule("deny GET when caller ci")]))
      let refused = await it.call(as: try await it.identify())
      #expect(refused.error?.cause == .policy("p v1 rule 1"))
      #expect(try await it.newest()?.rule == "p v1 rule 1")
      let bot = try await it.agent()
      #expect(await it.call(as: bot.identity).error?.cause == .policy("p v1 rule 1"), "no way around by an agent")
      let free = try await it.vault.addCaller(CallerDraft(name: "free"), by: .admin)
      #expect(await it.call(as: try await it.identify(free)).value == 200)
    }
  }

  @Test("A call that has to be approved waits under the caller's name; an approval for a while is for it alone")
  func approvals() async throws {
    try await CallerVault.with { it in
      _ = try await it.vault.savePolicy(PolicyDraft(name: "p", scope: .everyGrant, rules: [try Rule("ask GET")]))
      let (vault, url) = (it.vault, it.server.origin + "/echo")
      func park(_ identity: CallerIdentity) async -> (ParkedCall?, Task<Result<Int, VaultError>, Never>) {
        let (parked, continuation) = AsyncStream.makeStream(of: ParkedCall.self)
        let task = Task { () -> Result<Int, VaultError> in
          defer { continuation.finish() }
          do throws(VaultError) {
            return .success(
              try await vault.request(.get, url, grantID: "api", as: identity) { continuation.yield($0) }.status)
          } catch { return .failure(error) }
        }
        return (await parked.first { _ in true }, task)
      }
      let identity = try await it.identify()
      let first = await park(identity)
      let shown = try #require(first.0)
      #expect(shown.caller.name == "ci")
      let event = try #require(try await it.newest())
      #expect(event.kind == .asked && event.caller == "ci" && event.keyPrefix == it.minted.key.prefix)
      _ = try await vault.answer(shown.id, .forShape(seconds: 600))
      #expect(await first.1.value.value == 200)
      #expect(await it.call(as: identity).value == 200, "it is remembered")

      let other = try await vault.addCaller(CallerDraft(name: "other"), by: .admin)
      let second = await park(try await it.identify(other))
      let waiting = try #require(second.0)
      _ = try await vault.revokeCaller(other.caller.id, by: .admin)
      _ = try await vault.answer(waiting.id, .once)
      #expect(await second.1.value.error?.cause == .callerRevoked, "an approval is no key")
      let third = await park(try await it.agent().identity)
      _ = try await vault.answer(try #require(third.0).id, .deny(reason: "no"))
      #expect(await third.1.value.error?.cause == .approvalDenied)
    }
  }
}
