import Domain
import LocalServers
import Testing

@testable import VaultEngine

@Suite("The life of a caller's keys")
struct CallerKeyLifeTests {
  @Test("A rotated key works until the overlap is over, its successor from then on", arguments: [true, false])
  func rotates(byAdmin: Bool) async throws {
    try await CallerVault.with { it in
      let authority = byAdmin ? CallerAuthority.admin : .caller(try await it.identify())
      let next = try await it.vault.rotateKey(it.minted.key.id, overlapSeconds: 3600, by: authority)
      #expect(next.key.rights == it.minted.key.rights && next.key.form == .app && next.key.parent == it.minted.key.id)
      #expect(try await it.identify().isDeprecated)
      #expect(try await !it.identify(next).isDeprecated)
      #expect(try await it.vault.callers().first?.state == .deprecatedKey)
      #expect(
        await code { _ = try await it.vault.rotateKey(it.minted.key.id, overlapSeconds: 0, by: authority) } == .badInput
      )
      it.clock.advance(seconds: 3601)
      #expect(await cause { _ = try await it.identify() } == .keyRotated)
      #expect(await it.call(as: try await it.identify(next)).value == 200)
      #expect(try await it.vault.callers().first?.state == .good)
      let third = try await it.vault.rotateKey(next.key.id, overlapSeconds: 0, by: .admin)
      #expect(await cause { _ = try await it.identify(next) } == .keyRotated)
      #expect(await it.call(as: try await it.identify(third)).value == 200)
    }
  }

  @Test("A derived key has no more than the key that made it, its own limits too, and dies with it")
  func derives() async throws {
    try await CallerVault.with { it in
      let authority = CallerAuthority.caller(try await it.identify())
      let draft = CallerKeyDraft(name: "narrow", rights: [.call], ratePerMinute: 1)
      let narrow = try await it.vault.mintKey(for: it.ci.id, draft, by: authority)
      #expect(narrow.key.form == .derived && narrow.key.parent == it.minted.key.id)
      let identity = try await it.identify(narrow)
      #expect(identity.rights == [.call])
      #expect(await it.call(as: identity).value == 200)
      #expect(
        await it.call(as: identity).error?.cause == .rateLimited(.key, limit: 1, windowSeconds: 60, retryAfter: 60))
      #expect(await it.call(as: try await it.identify()).value == 200)
      #expect(
        await cause {
          _ = try await it.vault.mintKey(for: it.ci.id, CallerKeyDraft(name: "k", rights: [.retrieve]), by: authority)
        } == .missingRight(.retrieve))
      #expect(
        await cause {
          _ = try await it.vault.mintKey(for: it.ci.id, CallerKeyDraft(name: "k"), by: .caller(identity))
        } == .missingRight(.deriveKeys))
      #expect(
        await cause { _ = try await it.vault.addCaller(CallerDraft(name: "a"), by: .caller(identity)) }
          == .missingRight(.administer))
      _ = try await it.vault.revokeKey(it.minted.key.id, by: .admin)
      #expect(await it.call(as: identity).error?.cause == .keyRevoked)
      #expect(await cause { _ = try await it.identify(narrow) } == .keyRevoked)
    }
  }

  @Test("What a derived key makes dies with it, and has no more than it")
  func makerKey() async throws {
    try await CallerVault.with { it in
      let rights: Set<CallerRight> = [.call, .administer, .deriveKeys]
      let narrow = try await it.vault.mintKey(
        for: it.ci.id, CallerKeyDraft(name: "narrow", rights: rights), by: .caller(try await it.identify()))
      let identity = try await it.identify(narrow)
      let bot = try await it.vault.addCaller(CallerDraft(name: "bot"), by: .caller(identity))
      let agent = try await it.identify(bot)
      #expect(agent.rights == rights)
      let grant = try await it.vault.issueGrant(
        IssuedGrantDraft(parent: it.api.id, holder: bot.caller.id), by: identity)
      #expect(await it.call(as: agent, grant: grant.id.description).value == 200)
      _ = try await it.vault.revokeKey(narrow.key.id, by: .caller(try await it.identify()))
      #expect(await it.call(as: agent).error?.cause == .keyRevoked)
    }
  }

  @Test("A deprecated key works, and says so; only who marked it, or the admin, takes the mark away")
  func deprecates() async throws {
    try await CallerVault.with { it in
      let authority = CallerAuthority.caller(try await it.identify())
      _ = try await it.vault.setKeyDeprecated(it.minted.key.id, true, by: authority)
      #expect(try await it.identify().isDeprecated)
      _ = try await it.vault.setKeyDeprecated(it.minted.key.id, false, by: authority)
      #expect(try await !it.identify().isDeprecated)
      _ = try await it.vault.setKeyDeprecated(it.minted.key.id, true, by: .admin)
      #expect(
        await code { _ = try await it.vault.setKeyDeprecated(it.minted.key.id, false, by: authority) } == .badInput)
      #expect(await it.call(as: try await it.identify()).value == 200)
      _ = try await it.vault.setKeyDeprecated(it.minted.key.id, false, by: .admin)
      #expect(try await !it.identify().isDeprecated)
    }
  }

  @Test("A revoked key is refused; the caller's others work, and a second revocation changes nothing")
  func revokes() async throws {
    try await CallerVault.with { it in
      let second = try await it.vault.mintKey(for: it.ci.id, CallerKeyDraft(name: "second"), by: .admin)
      let identity = try await it.identify()
      let first = try await it.vault.revokeKey(it.minted.key.id, by: .caller(identity))
      #expect(first.keys.first { $0.id == it.minted.key.id }?.revokedAt == it.clock.now())
      #expect(await it.call(as: identity).error?.cause == .keyRevoked)
      let events = try await it.vault.status().events
      _ = try await it.vault.revokeKey(it.minted.key.id, by: .admin)
      #expect(try await it.vault.status().events == events)
      #expect(await it.call(as: try await it.identify(second)).value == 200)
    }
  }

  @Test("Nothing of a key is in the vault's files")
  func storesNoKey() async throws {
    try await CallerVault.with { it in
      let keys = [it.minted, try await it.agent().minted]
      try await it.vault.database.checkpoint()
      let bytes = String(
        decoding: try #require(FileSystem.bytes(of: it.it.location.database, upTo: 50_000_000)), as: UTF8.self)
      for key in keys {
        let random = try #require(key.text.text()).split(separator: "_")[2]
        #expect(!bytes.contains(random) && bytes.contains(key.key.prefix))
      }
    }
  }

  @Test("The admin replaces the key of a suspended caller, before it is let in again")
  func suspended() async throws {
    try await CallerVault.with { it in
      let time = it.clock.now()
      _ = try await it.vault.updateCaller(it.ci.id, by: .admin) { $0.suspendedAt = time }
      let next = try await it.vault.rotateKey(it.minted.key.id, overlapSeconds: 0, by: .admin)
      let third = try await it.vault.mintKey(for: it.ci.id, CallerKeyDraft(name: "third"), by: .admin)
      #expect(await cause { _ = try await it.identify(next) } == .callerSuspended)
      _ = try await it.vault.updateCaller(it.ci.id, by: .admin) { $0.suspendedAt = nil }
      #expect(await cause { _ = try await it.identify() } == .keyRotated)
      #expect(await it.call(as: try await it.identify(next)).value == 200)
      #expect(await it.call(as: try await it.identify(third)).value == 200)
      _ = try await it.vault.revokeCaller(it.ci.id, by: .admin)
      #expect(
        await cause { _ = try await it.vault.rotateKey(next.key.id, overlapSeconds: 0, by: .admin) } == .callerRevoked)
    }
  }
}
