import Domain
import Foundation
import LocalServers
import Testing

@testable import VaultEngine

@Suite("A key that an end user gives")
struct GivenKeyTests {
  private static let canary = "key-canaryintheshaft"

  private func holds(_ data: Data, _ text: String) -> Bool {
    let forms = [
      Data(text.utf8), Data(text.utf8).base64EncodedData(), Data(text.utf8.map { String($0, radix: 16) }.joined().utf8),
    ]
    return forms.contains { data.firstRange(of: $0) != nil }
  }

  @Test("Recognised, tried, sealed, and used by the caller alone; what is wrong with it is told, without it")
  func given() async throws {
    try await ConnectingVault.with { it in
      let wish = ConnectWish(
        .secret, providers: ["place", "nowhere"], label: "mine", user: "mia", paths: ["/items/**"])
      let (_, token) = try await it.open(wish)
      let offers = try await it.vault.connectOffers(token: token)
      #expect(offers.map(\.id) == ["place"])
      #expect(offers.first?.way == .key(kinds: ["personal key"], whereToFind: "https://example.com/keys"))
      let values = try await it.sealedValues()

      func give(_ text: String, provider: String = "place") async -> VaultError? {
        await failure { _ = try await it.vault.giveKey(SecretBytes(text), token: token, provider: provider) }
      }
      #expect(await give("ghp_" + String(repeating: "a", count: 36))?.code == .badInput)
      #expect(await give("", provider: "place")?.code == .badInput)
      #expect(await give(Self.canary, provider: "github")?.code == .badInput)
      it.provider.answerKeys(401)
      let refused = await give(Self.canary)
      #expect(refused?.code == .badInput && refused?.message == "Refused: place answered 401.")
      #expect(refused.map { "\($0)".contains(Self.canary) } == false)
      #expect(try await it.sealedValues() == values)
      #expect(try await it.vault.connectSession(token: token)?.answer == nil)

      it.provider.answerKeys(200)
      await it.vault.dropAdmin()
      let session = try await it.vault.giveKey(SecretBytes(Self.canary + "\n"), token: token, provider: "place")
      let grant = try it.grant(session).id
      #expect(try await it.vault.grants(for: it.shop).map(\.name) == ["place-mia-mine"])
      #expect(try await it.call(grant, .get, "/items/1") == 200)
      #expect(await cause { _ = try await it.call(grant, .get, "/other") } == .policy("user's grant"))
      #expect(
        await code {
          _ = try await it.vault.request(.get, it.provider.server.origin + "/other", grantID: "place-mia-mine")
        } == .denied)
      #expect(it.provider.server.requests.last?.header("Authorization") == "Bearer \(Self.canary)")
      #expect(await give(Self.canary)?.code == .notFound)
      for file in try it.files() { #expect(!holds(file, Self.canary)) }
      for entry in try await it.vault.auditEntries(AuditQuery(), after: 0) {
        #expect(!"\(entry)".contains(Self.canary))
      }

      // The user puts another in its place, under the same id.
      let again = try await it.open(ConnectWish(.secret, repairs: grant))
      let mended = try await it.vault.giveKey(
        SecretBytes("key-anotherkeyisheer"), token: again.token, provider: "place")
      #expect(try it.grant(mended) == (grant, true))
      #expect(try await it.call(grant, .get, "/items/1") == 200)
      #expect(it.provider.server.requests.last?.header("Authorization") == "Bearer key-anotherkeyisheer")
      #expect(try await it.sealedValues() == values + 1)
    }
  }

  @Test("Where the provider cannot be reached nothing is stored, and that is told")
  func unreachable() async throws {
    try await ConnectingVault.with { it in
      let (_, token) = try await it.open(ConnectWish(.secret))
      await it.provider.server.stop()
      let told = await failure {
        _ = try await it.vault.giveKey(SecretBytes(Self.canary), token: token, provider: "place")
      }
      #expect(told?.code == .unreachable && told?.hint == "nothing was stored; try again")
      #expect(try await it.issued("user_grant") == 0)
    }
  }

  @Test("The admin may rotate it, give it a second grant and revoke it: the caller's use of it survives what is no end")
  func adopted() async throws {
    try await ConnectingVault.with { it in
      let (_, token) = try await it.open(ConnectWish(.secret, user: "mia", methods: ["GET"]))
      let grant = try it.grant(
        try await it.vault.giveKey(SecretBytes(Self.canary), token: token, provider: "place")
      ).id
      let secret = try await it.vault.grant(named: "place-mia").source.id
      _ = try await it.vault.rotateSecret(secret, .token(SecretBytes("key-rotatedbyanadmin")))
      #expect(try await it.call(grant) == 200)
      #expect(it.provider.server.requests.last?.header("Authorization") == "Bearer key-rotatedbyanadmin")
      #expect(await cause { _ = try await it.call(grant, .post) } == .policy("user's grant"))
      let second = try await it.vault.addGrant(GrantDraft(secretID: secret, name: "second", principal: .system))
      #expect(await cause { _ = try await it.call(second.id) } == .grantNotReachable)

      let backup = "\(it.it.folder)/backup"
      try await it.vault.backup(to: backup)
      try await it.vault.revokeGrant(grant)
      #expect(await cause { _ = try await it.call(grant) } == .grantRevoked)
      try await it.vault.undoRevoke(.grant(grant))
      #expect(try await it.call(grant) == 200)
      #expect(try await it.vault.overview().damage == nil)

      let elsewhere = VaultLocation(
        home: it.it.folder + "/home2", state: it.it.folder + "/state2", configuration: it.it.folder + "/config2")
      _ = try await Vault.restore(
        from: backup, to: elsewhere, passphrase: SecretBytes(TemporaryVault.passphrase), options: it.it.options)
      let restored = try await Vault.open(at: elsewhere, options: it.it.options)
      try await restored.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
      #expect(try await restored.grants(for: it.shop).map(\.id) == [grant])
      await restored.close()
    }
  }
}
