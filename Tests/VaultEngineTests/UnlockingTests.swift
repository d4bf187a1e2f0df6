import Domain
import Foundation
import Testing

@testable import VaultEngine

@Suite("Unlocking and the two rights")
struct UnlockingTests {
  @Test("A new vault is unlocked, holds the admin right and has one event", arguments: [true, false])
  func created(usesKeyring: Bool) async throws {
    try await TemporaryVault.with(usesKeyring: usesKeyring) { it in
      let status = try await it.vault.status()
      #expect(status.isUnlocked)
      #expect(status.adminUntil != nil)
      #expect(status.events == 1)
      #expect(!status.hasRecoveryKit)
      #expect(
        try FileManager.default.attributesOfItem(atPath: it.location.database)[.posixPermissions] as? Int == 0o600)
      #expect(try FileManager.default.attributesOfItem(atPath: it.location.home)[.posixPermissions] as? Int == 0o700)
    }
  }

  @Test("A second vault is refused at the same place")
  func exists() async throws {
    try await TemporaryVault.with { it in
      let code = await code {
        _ = try await Vault.create(at: it.location, passphrase: SecretBytes("x"), options: it.options)
      }
      #expect(code == .exists)
    }
  }

  @Test("A wrong passphrase, a locked vault and a damaged slot are three different errors")
  func threeErrors() async throws {
    try await TemporaryVault.with { it in
      try await it.vault.lock()
      let locked = await code { _ = try await it.vault.request(.get, "https://api.example.com/", grantID: "x") }
      #expect(locked == .locked)
      let wrong = await code { try await it.vault.unlock(passphrase: SecretBytes("wrong")) }
      #expect(wrong == .wrongPassphrase)
      try await it.tamper("UPDATE key_slot SET box = zeroblob(92)")
      let damaged = await code { try await it.vault.unlock(passphrase: SecretBytes(TemporaryVault.passphrase)) }
      #expect(damaged == .integrity)
    }
  }

  @Test("Failed unlocks are counted and logged at the next one")
  func failedUnlocks() async throws {
    try await TemporaryVault.with { it in
      try await it.vault.lock()
      for _ in 0..<3 { _ = await code { try await it.vault.unlock(passphrase: SecretBytes("wrong")) } }
      try await it.vault.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
      let page = try await it.vault.auditPage(AuditQuery(), before: nil, limit: 10)
      #expect(page.entries.contains { $0.event.kind == .unlockFailed && $0.event.reason.hasPrefix("3 times") })
    }
  }

  @Test("A lock in one process locks the other", arguments: [true, false])
  func lockEverywhere(usesKeyring: Bool) async throws {
    try await TemporaryVault.with(usesKeyring: usesKeyring) { it in
      let other = try await it.another()
      try await other.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
      try await it.vault.lock()
      #expect(try await !other.status().isUnlocked)
      await other.close()
    }
  }

  @Test("Use does not give admin: another process cannot store, save, revoke or reveal what decides")
  func adminWantsThePassphrase() async throws {
    try await TemporaryVault.with { it in
      let stored = try await it.store("a")
      let other = try await it.another()
      try await other.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
      let acts: [() async throws -> Void] = [
        { _ = try await other.storeSecret(try TemporaryVault.draft("b"), .token(SecretBytes("v"))) },
        { _ = try await other.rotateSecret(stored.secret.id, .token(SecretBytes("v"))) },
        { try await other.revokeSecret(stored.secret.id) },
        { try await other.revokeGrant(stored.grant.id) },
        { _ = try await other.savePolicy(PolicyDraft(name: "p", scope: .everyGrant, rules: [Rule(effect: .deny)])) },
        { try await other.backup(to: it.folder + "/backup") },
        { _ = try await other.createRecoveryKit() },
        { try await other.changePassphrase(to: SecretBytes("other")) },
      ]
      for act in acts { #expect(await code(act) == .adminNeeded) }
      try await other.holdAdmin(passphrase: SecretBytes(TemporaryVault.passphrase))
      try await other.revokeGrant(stored.grant.id)
      await other.dropAdmin()
      #expect(await code { try await other.revokeSecret(stored.secret.id) } == .adminNeeded)
      await other.close()
    }
  }

  @Test("A changed passphrase opens, the old one does not, and what is stored stays readable")
  func changePassphrase() async throws {
    try await TemporaryVault.with { it in
      try await it.store("a")
      try await it.vault.changePassphrase(to: SecretBytes("e\u{301}te\u{301} indien"))
      try await it.vault.lock()
      #expect(
        await code { try await it.vault.unlock(passphrase: SecretBytes(TemporaryVault.passphrase)) } == .wrongPassphrase
      )
      // Composed instead of decomposed letters: NFKC makes them one passphrase.
      try await it.vault.unlock(passphrase: SecretBytes("\u{e9}t\u{e9} indien"))
      #expect(try await it.vault.overview().secrets.map(\.name) == ["a"])
    }
  }

  @Test("The recovery kit opens the vault, typed in lower case and with spaces, and a typing mistake is told")
  func recovery() async throws {
    try await TemporaryVault.with { it in
      let kit = try await it.vault.createRecoveryKit()
      let code1 = try #require(kit.code.text())
      #expect(code1.split(separator: "-").map(\.count) == Array(repeating: 4, count: 9))
      #expect(try await !it.vault.status().hasRecoveryKit)
      try await it.vault.testRecoveryKit(kit.code)
      #expect(try await it.vault.status().hasRecoveryKit)
      try await it.vault.lock()
      try await it.vault.unlock(recoveryCode: SecretBytes(code1.lowercased().replacing("-", with: " ")))
      #expect(try await it.vault.status().isUnlocked)
      let first = try #require(code1.first)
      let mistyped = (first == "0" ? "1" : "0") + code1.dropFirst()
      #expect(await code { try await it.vault.testRecoveryKit(SecretBytes(mistyped)) } == .badInput)
    }
  }

  @Test("A weak passphrase is refused with its strength")
  func weak() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/gatehouse-\(Identifier())"
    let location = VaultLocation(home: folder, state: folder, configuration: folder)
    let code = await code { _ = try await Vault.create(at: location, passphrase: SecretBytes("password1")) }
    #expect(code == .badInput)
    #expect(!location.hasVault)
  }

  @Test("An exchanged admin key is found at the next unlock")
  func exchangedAdminKey() async throws {
    try await TemporaryVault.with { it in
      try await it.vault.lock()
      try await it.tamper("UPDATE vault SET admin_key = randomblob(32)")
      let other = try await it.another()
      #expect(await code { try await other.unlock(passphrase: SecretBytes(TemporaryVault.passphrase)) } == .integrity)
      await other.close()
    }
  }

  @Test("A vault folder that others can read is refused")
  func openToOthers() async throws {
    try await TemporaryVault.with { it in
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: it.location.home)
      #expect(await code { _ = try await it.another() } == .storage)
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: it.location.home)
    }
  }
}
