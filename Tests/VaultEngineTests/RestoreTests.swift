import Domain
import Foundation
import Testing

@testable import VaultEngine

@Suite("Restoring")
struct RestoreTests {
  private func restore(_ it: TemporaryVault, from file: String) async throws -> String? {
    try await Vault.restore(
      from: file, to: it.location, passphrase: SecretBytes(TemporaryVault.passphrase), options: it.options)
  }

  @Test("Calls that were open when the backup was made are closed as unknown")
  func openIntents() async throws {
    try await TemporaryVault.with { it in
      let (request, instance) = (Identifier(), try await it.vault.ensureInstance())
      let log = await it.vault.auditLog(try await it.vault.useKeys())
      try await it.vault.database.write { transaction in
        try log.append(AuditEvent(kind: .intent, requestID: request, subject: "a"), in: transaction)
        try transaction.insertInstance(instance, pid: 1, startedAt: .now())
        try transaction.insertOpenIntent(request, instance: instance)
      }
      let backup = it.folder + "/backup"
      try await it.vault.backup(to: backup)
      #expect(try await restore(it, from: backup) != nil)
      // This process still holds its lock and knows the old vault only.
      let old = await failure { _ = try await it.store("late") }
      #expect(old?.message.contains("replaced or moved") == true)
      let restored = try await it.another()
      let entries = try await restored.auditPage(AuditQuery(), before: nil, limit: 10).entries
      #expect(entries.first { $0.event.kind == .intent }?.outcome?.event.flags == ["unknown"])
      #expect(try await restored.verifyAudit().problem == nil)
      try await restored.lock()
      await restored.close()
    }
  }

  @Test("A backup is restored where there is none, through a link, beside a log that was left")
  func overNothing() async throws {
    try await TemporaryVault.with { it in
      try await it.store("a")
      let (backup, link) = (it.folder + "/backup", it.folder + "/link")
      try await it.vault.backup(to: backup)
      try await it.store("b")
      try FileManager.default.copyItem(atPath: it.location.database + "-wal", toPath: it.folder + "/wal")
      await it.vault.close()
      try FileManager.default.removeItem(atPath: it.location.database)
      try FileManager.default.copyItem(atPath: it.folder + "/wal", toPath: it.location.database + "-wal")
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: backup)
      #expect(try await restore(it, from: link) == nil)
      #expect(FileManager.default.fileExists(atPath: backup))
      let restored = try await it.another()
      try await restored.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
      #expect(try await restored.overview().secrets.map(\.name) == ["a"])
      #expect(try await restored.verifyAudit().problem == nil)
      try await restored.lock()
      await restored.close()
    }
  }

  @Test("What is no ordinary file is refused without being read", arguments: ["/dev/zero", "pipe", "folder"])
  func oddSources(source: String) async throws {
    try await TemporaryVault.with { it in
      var path = source
      if source == "pipe" {
        path = it.folder + "/pipe"
        mkfifo(path, 0o600)
      }
      if source == "folder" { path = it.folder }
      let refused = await code { [path] in _ = try await restore(it, from: path) }
      #expect(refused == .badInput)
      let secrets = try await it.vault.overview().secrets
      #expect(secrets.isEmpty)
    }
  }

  @Test("A backup whose sealed value or page is damaged is refused, and the error names the backup")
  func damaged() async throws {
    try await TemporaryVault.with { it in
      try await it.store("a")
      try await it.tamper("UPDATE sealed_value SET box = zeroblob(80)")
      let backup = it.folder + "/backup"
      try await it.vault.backup(to: backup)
      let refused = await failure { _ = try await restore(it, from: backup) }
      #expect(refused?.code == .integrity && refused?.hint == "nothing was changed; try another backup")
      try Data("no vault".utf8).write(to: URL(fileURLWithPath: it.folder + "/foreign"))
      let foreign = await failure { _ = try await restore(it, from: it.folder + "/foreign") }
      #expect(foreign?.code == .integrity && foreign?.message.contains(it.folder + "/foreign") == true)
      #expect(try await it.vault.overview().secrets.map(\.name) == ["a"])
    }
  }

  @Test("Two restores in the same second keep both vaults that were there")
  func twice() async throws {
    let time = Timestamp.now()
    let standing: @Sendable () -> Timestamp = { time }
    try await TemporaryVault.with(now: standing) { it in
      let backup = it.folder + "/backup"
      try await it.vault.backup(to: backup)
      let kept = [try await restore(it, from: backup), try await restore(it, from: backup)].compactMap { $0 }
      #expect(Set(kept).count == 2)
      for path in kept { #expect(FileManager.default.fileExists(atPath: path)) }
    }
  }

  @Test("A backup made while another process writes is whole")
  func backupWhileWriting() async throws {
    try await TemporaryVault.with { it in
      let writer = try await it.another()
      try await writer.holdAdmin(passphrase: SecretBytes(TemporaryVault.passphrase))
      let writing = Task {
        for number in 0..<40 {
          _ = try await writer.storeSecret(try TemporaryVault.draft("s\(number)"), .token(SecretBytes("v")))
        }
      }
      for number in 0..<4 { try await it.vault.backup(to: "\(it.folder)/backup\(number)") }
      try await writing.value
      await writer.close()
      for number in 0..<4 { #expect(try await restore(it, from: "\(it.folder)/backup\(number)") != nil) }
    }
  }
}
