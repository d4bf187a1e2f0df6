import Domain
import Foundation
import Testing

@testable import VaultEngine

@Suite("The anchor")
struct AnchorTests {
  private func replace(_ it: TemporaryVault, with copy: String) throws {
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: it.location.database + suffix) }
    try FileManager.default.copyItem(atPath: copy, toPath: it.location.database)
  }

  @Test("An older copy that is put back while the vault is unlocked is refused by the next process, and by verify")
  func rolledBackUnlocked() async throws {
    try await TemporaryVault.with { it in
      try await it.store("a", origin: "http://127.0.0.1:9")
      let backup = it.folder + "/backup"
      try await it.vault.backup(to: backup)
      try await it.store("b")
      await it.vault.close()
      try replace(it, with: backup)
      let next = try await it.another()
      #expect(try await next.status().isUnlocked)
      #expect(await code { _ = try await next.request(.get, "http://127.0.0.1:9/", grantID: "a") } == .integrity)
      #expect(await code { _ = try await next.verifyAudit() } == .integrity)
      #expect(try await next.overview().damage?.contains("rolled back") == true)
      try await next.lock()
      await next.close()
    }
  }

  @Test("A vault without an anchor is trusted once, told, and audited; a damaged one is audited as that")
  func missingAndDamaged() async throws {
    try await TemporaryVault.with { it in
      let anchor = "\(it.location.state)/anchors/\(it.vault.id)"
      for (reason, damage) in [("had not seen", nil), ("could not be read", Data(count: 80))] {
        await it.vault.close()
        try FileManager.default.removeItem(atPath: anchor)
        if let damage { try damage.write(to: URL(fileURLWithPath: anchor)) }
        for isFirst in [true, false] {
          let next = try await it.another()
          try await next.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
          #expect(await next.isSeenFirst == isFirst)
          let kinds = try await next.auditPage(AuditQuery(), before: nil, limit: 20).entries
          let told = kinds.filter { $0.event.kind == .anchorTrusted && $0.event.reason.contains(reason) }
          #expect(told.count == 1)
          await next.close()
        }
      }
      let last = try await it.another()
      try await last.lock()
      await last.close()
    }
  }

  private func blockAnchors(_ it: TemporaryVault) throws {
    try FileManager.default.removeItem(atPath: it.location.state + "/anchors")
    try Data().write(to: URL(fileURLWithPath: it.location.state + "/anchors"))
  }

  @Test("Where no anchor can be written nothing is changed")
  func unwritable() async throws {
    try await TemporaryVault.with { it in
      try blockAnchors(it)
      let refused = await code { _ = try await it.store("a") }
      #expect(refused == .storage)
      let secrets = try await it.vault.overview().secrets
      #expect(secrets.isEmpty)
    }
  }

  @Test("Where no anchor can be written no vault is made")
  func noVault() async throws {
    try await TemporaryVault.with { it in
      try blockAnchors(it)
      let second = VaultLocation(
        home: it.folder + "/second", state: it.location.state, configuration: it.location.configuration)
      let refused = await code {
        _ = try await Vault.create(at: second, passphrase: SecretBytes(TemporaryVault.passphrase), options: it.options)
      }
      #expect(refused == .storage)
      #expect(!second.hasVault)
    }
  }

  @Test("The anchor moves forward only, in both of its numbers")
  func forwardOnly() async throws {
    try await TemporaryVault.with { it in
      let anchor = await it.vault.anchor(try await it.vault.useKeys())
      let high = Anchor.State(generation: 5, sequence: 50, leaf: [1])
      try anchor.write(high, syncing: it.location.database, force: true)
      for (generation, sequence) in [(Int64(6), Int64(49)), (4, 60), (5, 50)] {
        try anchor.write(
          Anchor.State(generation: generation, sequence: sequence, leaf: [2]), syncing: it.location.database)
        #expect(anchor.read() == high)
      }
    }
  }
}
