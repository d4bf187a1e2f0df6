import Domain
import Foundation
import Testing

@testable import VaultEngine

@Suite("Secrets, grants and policies")
struct SecretsTests {
  @Test("Storing a secret makes a grant of its name; one secret backs several grants")
  func store() async throws {
    try await TemporaryVault.with { it in
      let stored = try await it.store("stripe-live")
      let agent = try #require(Principal("agent:nightly"))
      let second = try await it.vault.addGrant(
        GrantDraft(secretID: stored.secret.id, name: "nightly", principal: agent, label: "for the reports"))
      let overview = try await it.vault.overview()
      #expect(overview.grants.map(\.grant.name) == ["nightly", "stripe-live"])
      #expect(overview.grants.map(\.grant.id).contains(second.id))
      #expect(Set(overview.grants.map(\.source.id)) == [stored.secret.id])
      #expect(try await it.vault.grant(named: second.id.description).grant.principal == agent)
    }
  }

  @Test("A name is taken once, and an odd one is refused")
  func names() async throws {
    try await TemporaryVault.with { it in
      let stored = try await it.store("a")
      #expect(await code { try await it.store("a") } == .exists)
      #expect(await code { try await it.store("no spaces") } == .badInput)
      try await it.vault.revokeSecret(stored.secret.id)
      try await it.vault.revokeGrant(stored.grant.id)
      try await it.store("a")
      #expect(await code { try await it.vault.undoRevoke(.secret(stored.secret.id)) } == .exists)
    }
  }

  @Test("A revoked secret's name is free again, and its revocation can then not be taken back")
  func nameAfterRevoking() async throws {
    try await TemporaryVault.with { it in
      let first = try await it.store("api")
      try await it.vault.revokeSecret(first.secret.id)
      let second = try await it.store("api")
      let found = try await it.vault.grant(named: "api").grant.id
      #expect(found == second.grant.id)
      #expect(await code { try await it.vault.undoRevoke(.secret(first.secret.id)) } == .exists)
      try await it.vault.revokeSecret(second.secret.id)
      try await it.vault.undoRevoke(.secret(first.secret.id))
      #expect(try await it.vault.grant(named: "api").grant.id == first.grant.id)
    }
  }

  @Test("A value with a line break at its end is trimmed; one inside, non-ASCII or an edge space is refused")
  func values() async throws {
    try await TemporaryVault.with { it in
      try await it.store("trimmed", value: "value\n")
      for value in ["", "two\nlines", "schlüssel", " edge", "edge ", "nul\u{0}"] {
        #expect(await code { try await it.store("refused", value: value) } == .badInput)
      }
      #expect(try await it.vault.overview().secrets.map(\.name) == ["trimmed"])
    }
  }

  @Test("Rotation keeps the ids, counts the value and moves the reminder")
  func rotate() async throws {
    try await TemporaryVault.with { it in
      var draft = try TemporaryVault.draft("a")
      draft.remindAfterDays = 90
      let stored = try await it.vault.storeSecret(draft, .token(SecretBytes("one")))
      let rotated = try await it.vault.rotateSecret(stored.secret.id, .token(SecretBytes("two")))
      #expect(rotated.id == stored.secret.id)
      #expect(rotated.version == 2)
      #expect(rotated.remindAt.map { $0 > rotated.rotatedAt.adding(seconds: 89 * 86_400) } == true)
      #expect(try await it.vault.grant(named: "a").grant.id == stored.grant.id)
    }
  }

  @Test("A revoked secret's value is destroyed after ten minutes; until then it can come back")
  func revokeAndUndo() async throws {
    let clock = TestClock()
    try await TemporaryVault.with(now: clock.now) { it in
      let stored = try await it.store("a")
      let values = { () async throws -> Int in
        try await it.vault.database.read { try $0.sealedValues(of: stored.secret.id).count }
      }
      try await it.vault.revokeSecret(stored.secret.id)
      #expect(try await it.vault.overview().grants.first?.state == .revoked)
      try await it.vault.undoRevoke(.secret(stored.secret.id))
      #expect(try await it.vault.overview().grants.first?.state == .unused)
      try await it.vault.revokeSecret(stored.secret.id)
      clock.advance(seconds: 601)
      #expect(await code { try await it.vault.undoRevoke(.secret(stored.secret.id)) } == .badInput)
      #expect(try await values() == 1)
      _ = try await it.vault.overview()
      #expect(try await values() == 0)
    }
  }

  @Test("A policy that is saved again is a new version, and a removed one decides nothing")
  func policies() async throws {
    try await TemporaryVault.with { it in
      try await it.store("a")
      let url = "https://api.example.com/v1/customers/7"
      let first = try await it.vault.savePolicy(
        PolicyDraft(name: "guard", scope: .everyGrant, rules: [try Rule("deny DELETE /v1/customers/*")]))
      let denied = try await it.vault.decide(method: "delete", url: url, grant: "a").decision
      #expect(denied.verdict == .deny)
      #expect(denied.decider == .rule(policy: "guard", version: 1, number: 1))
      let second = try await it.vault.savePolicy(
        PolicyDraft(name: "guard", scope: .everyGrant, rules: [try Rule("allow GET")]))
      #expect(second.id == first.id && second.version == 2)
      #expect(try await it.vault.decide(method: "POST", url: url, grant: "a").decision.decider == .noAllowRule)
      #expect(try await it.vault.decide(method: "GET", url: url, grant: "a").decision.verdict == .allow)
      try await it.vault.removePolicy(first.id)
      #expect(try await it.vault.decide(method: "POST", url: url, grant: "a").decision.decider == .bindingAlone)
      #expect(await code { _ = try await it.vault.policy(named: "guard") } == .notFound)
    }
  }

  @Test("Two processes that write at once both succeed, and the chain stays whole")
  func twoWriters() async throws {
    try await TemporaryVault.with { it in
      let others = [try await it.another(), try await it.another()]
      for other in others { try await other.holdAdmin(passphrase: SecretBytes(TemporaryVault.passphrase)) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, other) in others.enumerated() {
          group.addTask {
            for number in 0..<20 {
              _ = try await other.storeSecret(
                try TemporaryVault.draft("s\(index)-\(number)"), .token(SecretBytes("v")))
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await it.vault.overview().secrets.count == 40)
      #expect(try await it.vault.verifyAudit().problem == nil)
      for other in others { await other.close() }
    }
  }

  @Test("A change of one process is told to another, and once more when it can surely be seen", .timeLimit(.minutes(1)))
  func changes() async throws {
    try await TemporaryVault.with { it in
      let other = try await it.another()
      var changes = other.changes().makeAsyncIterator()
      try await it.store("a")
      while try await other.overview().secrets.isEmpty { #expect(await changes.next() != nil) }
      // The last word of the burst, with nobody writing any more.
      #expect(await changes.next() != nil)
      await other.close()
    }
  }

  @Test("An OAuth app is kept with its client secret sealed, and a provider's text as it was given")
  func appsAndProviders() async throws {
    try await TemporaryVault.with { it in
      let app = try await it.vault.storeOAuthApp(
        OAuthAppDraft(
          name: "shop", provider: "stripe", clientID: "ca_1", clientSecret: SecretBytes("very-secret"),
          scopes: ["read_write"]))
      #expect(app.hasClientSecret && app.redirectURI == OAuthApp.defaultRedirectURI)
      try await it.vault.storeProvider(CustomProvider(id: "acme", text: "id = \"acme\"\n"))
      let overview = try await it.vault.overview()
      #expect(overview.oauthApps == [app])
      #expect(overview.customProviders.map(\.id) == ["acme"])
    }
  }

  @Test("The audit query finds by field, by negation, by text and by status")
  func search() async throws {
    try await TemporaryVault.with { it in
      for name in ["alpha", "beta", "50%_off"] where Name.isValid(name) { try await it.store(name) }
      func found(_ text: String) async throws -> [String] {
        let query = try AuditQuery(text, now: .now())
        return try await it.vault.auditPage(query, before: nil, limit: 50).entries.map(\.event.subject)
      }
      #expect(try await found("grant:alpha") == ["alpha"])
      #expect(try await found("kind:secret_stored -grant:alpha") == ["beta"])
      #expect(try await found("alp") == ["alpha"])
      #expect(try await found("al%a").isEmpty)
      #expect(try await found("since:1h kind:secret_stored").count == 2)
      #expect(try await found("status:>=400").isEmpty)
      #expect(throws: AuditQueryProblem.self) { try AuditQuery("colour:red", now: .now()) }
    }
  }
}
