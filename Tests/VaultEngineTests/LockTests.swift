import Domain
import Foundation
import LocalServers
import Testing

@testable import VaultEngine

@Suite("Locking reaches everything")
struct LockTests {
  @Test("A lock in one process ends the admin right that another holds", arguments: [true, false])
  func endsAdmin(usesKeyring: Bool) async throws {
    try await TemporaryVault.with(usesKeyring: usesKeyring) { it in
      try await it.store("a", origin: "http://127.0.0.1:9")
      let other = try await it.another()
      try await other.lock()
      await other.close()
      #expect(await code { _ = try await it.vault.request(.get, "http://127.0.0.1:9/", grantID: "a") } == .locked)
      #expect(await code { _ = try await it.store("b") } == .adminNeeded)
      #expect(try await it.vault.status().adminUntil == nil)
    }
  }

  @Test("The auto-lock's time takes the keys and the admin right", arguments: [true, false])
  func autoLock(usesKeyring: Bool) async throws {
    try await TemporaryVault.with(usesKeyring: usesKeyring) { it in
      try await it.store("a", origin: "http://127.0.0.1:9")
      await it.vault.dropAdmin()
      var options = it.options
      options.lockAfter = 1
      let other = try await Vault.open(at: it.location, options: options)
      try await other.unlock(passphrase: SecretBytes(TemporaryVault.passphrase), holdingAdmin: true)
      // The kernel's clock is the point.
      try await ContinuousClock().sleep(for: .milliseconds(1500))
      // The keyring's key is one for all; without it each process has its own time.
      for vault in usesKeyring && Keyring.works ? [it.vault, other] : [other] {
        #expect(try await !vault.status().isUnlocked)
        #expect(await code { _ = try await vault.request(.get, "http://127.0.0.1:9/", grantID: "a") } == .locked)
        let stored = await code {
          _ = try await vault.storeSecret(try TemporaryVault.draft("b"), .token(SecretBytes("v")))
        }
        #expect(stored == .adminNeeded)
      }
      await other.close()
    }
  }

  @Test("Use puts the auto-lock off, a look does not", arguments: [true, false])
  func rearmed(usesKeyring: Bool) async throws {
    guard Keyring.works || !usesKeyring else { return }
    try await TemporaryVault.with(usesKeyring: usesKeyring) { it in
      var options = it.options
      options.lockAfter = 3600
      let other = try await Vault.open(at: it.location, options: options)
      if !usesKeyring { other.keyStore.put(try await it.vault.useKeys(), epoch: 0) }
      let keys = try await other.useKeys(rearming: false)
      if usesKeyring { #expect(try #require(other.keyStore.secondsLeft(epoch: 0)) <= 60) }
      #expect(keys.bytes.hasSameBytes(as: try await other.useKeys().bytes))
      #expect(try #require(other.keyStore.secondsLeft(epoch: 0)) > 60)
      await other.close()
    }
  }

  @Test("A vault whose log cannot be written is locked all the same, and says so")
  func lockWithoutLog() async throws {
    try await TemporaryVault.with { it in
      try await it.tamper("UPDATE audit_head SET mac = randomblob(32)")
      let refusal = await failure { try await it.vault.lock() }
      #expect(refusal?.code == .integrity && refusal?.message.hasPrefix("the vault is locked") == true)
      #expect(try await !it.vault.status().isUnlocked)
    }
  }

  @Test("A lock between intent and unsealing stops the call, which ends in an outcome")
  func lockedMeanwhile() async throws {
    let server = try await LocalServer.start()
    // Locks by the keyring alone, at the moment at which the intent is written.
    let armed = Locked<KeyStore?>(nil)
    let clock: @Sendable () -> Timestamp = {
      if let store = armed.value { _ = store.remove() }
      return .now()
    }
    try await TemporaryVault.with(now: clock) { it in
      try await it.store("a", origin: server.origin)
      await it.vault.dropAdmin()
      _ = try await it.vault.useKeys()
      let before = try await it.vault.status().events
      armed.change { $0 = it.vault.keyStore }
      #expect(await code { _ = try await it.vault.request(.get, server.origin, grantID: "a") } == .locked)
      armed.change { $0 = nil }
      #expect(server.log.entries.isEmpty)
      let entries = try await it.vault.auditPage(AuditQuery(), before: nil, limit: 1).entries
      #expect(try await it.vault.status().events == before + 2)
      #expect(entries.first?.result == "failed" && entries.first?.outcome?.event.reason == "the vault is locked")
      try await it.vault.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
      #expect(try await it.vault.verifyAudit().problem == nil)
    }
    await server.stop()
  }
}
