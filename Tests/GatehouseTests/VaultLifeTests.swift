import Foundation
import Testing

@Suite("A vault's life on the command line")
struct VaultLifeTests {
  @Test("init creates a vault, a tested recovery kit of mode 0600, and refuses to do it twice")
  func create() async throws {
    let home = try Home()
    let kit = home.path("files/kit.txt")
    let created = await home.run("init", "--kit-file", kit, "--json")
    #expect(created.status == 0, "\(created.errorText)")
    let status = try created.object()
    #expect(status["state"] as? String == "unlocked")
    #expect(status["has_recovery_kit"] as? Bool == true)
    #expect((status["vault_id"] as? String).flatMap(UUID.init) != nil)
    #expect(try FileManager.default.attributesOfItem(atPath: kit)[.posixPermissions] as? Int == 0o600)
    #expect(
      try FileManager.default.attributesOfItem(atPath: home.path("home/vault.db"))[.posixPermissions] as? Int == 0o600)
    let again = await home.run("init", "--json")
    #expect(again.status == 65)
    #expect(try again.error()["code"] as? String == "exists")
    #expect(await home.run("recovery", "test", "--kit-file", kit).status == 0)
    let code = try String(contentsOfFile: kit, encoding: .utf8).split(separator: "\n").first { $0.hasPrefix("Code") }
    let piped = await home.run("recovery", "test", input: "\(try #require(code).dropFirst(11))\n")
    #expect(piped.status == 0, "\(piped.errorText)")
    await home.run("lock")
  }

  @Test("a weak passphrase is refused with the reason, unless --weak-ok")
  func weakPassphrase() async throws {
    let home = try Home()
    try home.write("abc123\n", to: "files/passphrase")
    let refused = await home.run("init")
    #expect(refused.status == 65)
    #expect(refused.errorText.contains("too weak") && refused.errorText.contains("--weak-ok"))
    #expect(!FileManager.default.fileExists(atPath: home.path("home/vault.db")))
    #expect(await home.run("init", "--weak-ok").status == 0)
    await home.run("lock")
  }

  @Test("a wrong passphrase, a locked vault and a damaged file are three different messages and codes")
  func threeRefusals() async throws {
    let home = try await Home.withVault()
    await home.run("lock")
    let locked = await home.run(
      "request", "GET", "https://api.example.com/", "--grant", "x", "--json", passphraseFile: false)
    #expect(locked.status == 78)
    #expect(try locked.error()["code"] as? String == "locked")
    try home.write("not the passphrase at all\n", to: "files/wrong")
    let wrong = await home.run("unlock", "--passphrase-file", home.path("files/wrong"))
    #expect(wrong.status == 78)
    #expect(wrong.errorText.contains("passphrase is wrong"))
    #expect(wrong.errorLines.count == 1)

    let whole = try Data(contentsOf: URL(fileURLWithPath: home.path("home/vault.db")))
    for (damage, bytes) in [
      ("cut short", whole.prefix(60)), ("foreign", Data("not a vault".utf8) + Data(count: 4096)),
      ("pages lost", whole.prefix(4096) + Data(count: whole.count - 4096)),
    ] {
      let other = try Home()
      try bytes.write(to: URL(fileURLWithPath: other.path("home/vault.db")))
      chmod(other.path("home/vault.db"), 0o600)
      let damaged = await other.run("unlock")
      #expect(damaged.status == 79, "\(damage): \(damaged.errorText)")
      #expect(damaged.errorLines.count == 1)
      #expect(try await other.run("status", "--json").error()["code"] as? String == "integrity", "\(damage)")
      #expect(await other.run("doctor").status == 1)
    }
  }

  @Test("unlock holds for other commands where the keyring works, and lock ends it at once")
  func unlockAndLock() async throws {
    let home = try await Home.withVault()
    await home.run("lock")
    #expect(try await home.run("status", "--json").object()["state"] as? String == "locked")
    #expect(await home.run("unlock").status == 0)
    let status = try await home.run("status", "--json").object()
    if status["uses_keyring"] as? Bool == true {
      #expect(status["state"] as? String == "unlocked")
      #expect((status["locks_at"] as? String)?.hasSuffix("Z") == true)
    }
    #expect(await home.run("lock").text == "Locked.\n")
    #expect(try await home.run("status", "--json").object()["state"] as? String == "locked")
  }

  @Test("the passphrase is changed, with the old one or with the recovery kit")
  func changePassphrase() async throws {
    let home = try Home()
    let kit = home.path("files/kit.txt")
    #expect(await home.run("init", "--kit-file", kit).status == 0)
    try home.write("seven other words entirely unlike before\n", to: "files/second")
    try home.write("weak\n", to: "files/weak")
    let weak = await home.run("passphrase", "--new-passphrase-file", home.path("files/weak"))
    #expect(weak.status == 65)
    let changed = await home.run("passphrase", "--new-passphrase-file", home.path("files/second"))
    #expect(changed.status == 0, "\(changed.errorText)")
    #expect(await home.run("unlock").status == 78)
    #expect(await home.run("unlock", "--passphrase-file", home.path("files/second")).status == 0)
    let recovered = await home.run(
      "passphrase", "--kit-file", kit, "--new-passphrase-file", home.path("files/passphrase"))
    #expect(recovered.status == 0, "\(recovered.errorText)")
    #expect(await home.run("unlock").status == 0)
    #expect(await home.run("unlock", "--kit-file", kit).status == 0)
    await home.run("lock")
  }

  @Test("a new recovery kit replaces the one before")
  func newKit() async throws {
    let home = try Home()
    let (first, second) = (home.path("files/first.txt"), home.path("files/second.txt"))
    #expect(await home.run("init", "--kit-file", first).status == 0)
    #expect(await home.run("recovery", "create", "--kit-file", second).status == 0)
    let stale = await home.run("recovery", "test", "--kit-file", first)
    #expect(stale.status == 78)
    #expect(await home.run("recovery", "test", "--kit-file", second).status == 0)
    let taken = await home.run("recovery", "create", "--kit-file", second)
    #expect(taken.status == 65)
    let mistyped = await home.run("recovery", "test", input: "AAAA-BBBB\n")
    #expect(mistyped.status == 65)
    await home.run("lock")
  }

  @Test("a backup is restored after it was checked, and the replaced vault stays beside")
  func backupAndRestore() async throws {
    let home = try await Home.withVault()
    let added = await home.run(
      "secrets", "add", "custom", "--name", "early", "--origin", "https://api.example.com", input: "value-one")
    #expect(added.status == 0, "\(added.errorText)")
    let backup = home.path("files/vault.backup")
    #expect(await home.run("backup", backup).status == 0)
    #expect(try FileManager.default.attributesOfItem(atPath: backup)[.posixPermissions] as? Int == 0o600)
    #expect(await home.run("backup", backup).status == 65)
    await home.run(
      "secrets", "add", "custom", "--name", "late", "--origin", "https://api.example.com", input: "value-two")
    #expect(try await home.run("grants", "list", "--json").array().count == 2)

    try home.write("wrong words for this backup here\n", to: "files/wrong")
    #expect(await home.run("restore", backup, "--passphrase-file", home.path("files/wrong")).status == 78)
    try home.write("no backup", to: "files/foreign")
    #expect(await home.run("restore", home.path("files/foreign")).status == 79)
    #expect(await home.run("restore", home.path("files/missing")).status == 66)
    #expect(try await home.run("grants", "list", "--json").array().count == 2)

    let restored = await home.run("restore", backup)
    #expect(restored.status == 0, "\(restored.errorText)")
    #expect(restored.text.contains("vault.db.replaced-"))
    #expect(try await home.run("grants", "list", "--json").array().compactMap { $0["name"] as? String } == ["early"])
    #expect(await home.run("unlock").status == 0)
    #expect(await home.run("audit", "verify").status == 0)
    #expect(await home.run("audit", "list", "kind:vault_restored", "--json").output.isEmpty == false)
    await home.run("lock")
  }

  @Test("a vault that others could read is refused with the way to mend it")
  func openToOthers() async throws {
    let home = try await Home.withVault()
    await home.run("lock")
    chmod(home.path("home/vault.db"), 0o644)
    let refused = await home.run("status")
    #expect(refused.status == 1)
    #expect(refused.errorText.contains("chmod 600 \(home.path("home/vault.db"))"))
  }
}
