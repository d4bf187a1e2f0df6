import Domain
import Foundation
import Testing

@testable import VaultEngine

@Suite("The vault's files")
struct FileTests {
  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  @Test("After the last process has closed the vault, its log is folded into the file")
  func foldedIn() async throws {
    try await TemporaryVault.with { it in
      try await it.store("a")
      await it.vault.close()
      for suffix in ["-wal", "-shm"] { #expect(!exists(it.location.database + suffix)) }
      let next = try await it.another()
      #expect(try await next.overview().secrets.map(\.name) == ["a"])
      try await next.lock()
      await next.close()
    }
  }

  @Test("A link, a folder or a file open to others in the vault's place is refused", arguments: ["", "-wal"])
  func oddFiles(suffix: String) async throws {
    try await TemporaryVault.with { it in
      let file = it.location.database + suffix
      #expect(exists(file))
      chmod(file, 0o640)
      let wide = await failure { _ = try await it.another() }
      #expect(wide?.code == .storage && wide?.hint == "chmod 600 \(file)")
      chmod(file, 0o600)
      if geteuid() == 0 {
        chown(file, 65_534, 65_534)
        let foreign = await failure { _ = try await it.another() }
        #expect(foreign?.code == .storage && foreign?.message.contains("belongs to another user") == true)
        chown(file, 0, 0)
      }
      try await it.vault.lock()
      await it.vault.close()
      try? FileManager.default.removeItem(atPath: file)
      try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: it.folder + "/elsewhere")
      try Data(count: 4096).write(to: URL(fileURLWithPath: it.folder + "/elsewhere"))
      #expect(await code { _ = try await it.another() } == .storage)
    }
  }

  @Test("A vault is not made in a folder that others can read")
  func wideFolder() async throws {
    try await TemporaryVault.with { it in
      let location = VaultLocation(
        home: it.folder + "/wide", state: it.location.state, configuration: it.location.configuration)
      try FileManager.default.createDirectory(atPath: location.home, withIntermediateDirectories: true)
      chmod(location.home, 0o755)
      let refused = await failure {
        _ = try await Vault.create(
          at: location, passphrase: SecretBytes(TemporaryVault.passphrase), options: it.options)
      }
      #expect(refused?.hint == "chmod 700 \(location.home)")
      #expect(!location.hasVault)
    }
  }

  @Test("A log that was left behind by an earlier vault is not played into a new one, nor thrown away")
  func leftLog() async throws {
    try await TemporaryVault.with { it in
      try await it.store("old")
      try FileManager.default.copyItem(atPath: it.location.database + "-wal", toPath: it.folder + "/wal")
      await it.vault.close()
      try FileManager.default.removeItem(atPath: it.location.database)
      try FileManager.default.copyItem(atPath: it.folder + "/wal", toPath: it.location.database + "-wal")
      let made = try await Vault.create(
        at: it.location, passphrase: SecretBytes(TemporaryVault.passphrase), options: it.options)
      #expect(try await made.overview().secrets.isEmpty)
      #expect(try await made.verifyAudit().problem == nil)
      let names = try FileManager.default.contentsOfDirectory(atPath: it.location.home)
      #expect(names.contains { $0.hasPrefix("vault.db.left-") && $0.hasSuffix("-wal") })
      try await made.lock()
      await made.close()
    }
  }

  @Test("Of two that make a vault at once one succeeds, and its vault is whole")
  func twoCreate() async throws {
    try await TemporaryVault.with { it in
      let location = VaultLocation(
        home: it.folder + "/new", state: it.location.state, configuration: it.location.configuration)
      let options = it.options
      let made = await withTaskGroup(of: Vault?.self) { group in
        for _ in 0..<4 {
          group.addTask {
            try? await Vault.create(
              at: location, passphrase: SecretBytes(TemporaryVault.passphrase), options: options)
          }
        }
        return await group.reduce(into: [Vault]()) { if let vault = $1 { $0.append(vault) } }
      }
      #expect(made.count == 1)
      let vault = try #require(made.first)
      #expect(try await vault.verifyAudit() == AuditVerification(events: 1, problem: nil, headChecked: true))
      try await vault.lock()
      await vault.close()
    }
  }

  @Test("A process whose vault was moved away or replaced writes nothing into the old one")
  func movedAway() async throws {
    try await TemporaryVault.with { it in
      try await it.store("a", origin: "http://127.0.0.1:9")
      try FileManager.default.moveItem(atPath: it.location.database, toPath: it.folder + "/moved")
      let refused = await failure { _ = try await it.vault.request(.get, "http://127.0.0.1:9/", grantID: "a") }
      #expect(refused?.code == .storage && refused?.message.contains("replaced or moved") == true)
      try FileManager.default.moveItem(atPath: it.folder + "/moved", toPath: it.location.database)
      #expect(try await it.vault.overview().secrets.count == 1)
    }
  }
}
