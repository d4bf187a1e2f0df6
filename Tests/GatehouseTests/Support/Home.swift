import Domain
import Foundation
import LocalServers
import Testing
import VaultCrypto

@testable import VaultEngine

/// A user's folders of their own: vault, state, configuration and a passphrase file, gone when the test has ended.
final class Home: Sendable {
  static let passphrase = "correct horse battery staple lamp orbit"

  let folder: String

  init() throws {
    _ = OpenFiles.raisedLimit
    var template = Array("\(NSTemporaryDirectory())gatehouse-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for name in ["home", "state", "config", "files"] {
      try FileManager.default.createDirectory(
        atPath: path(name), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    try write(Self.passphrase + "\n", to: "files/passphrase")
    // Many portals are open at once, and there is one port 7411.
    try write("broker = false\n", to: "config/gatehouse/config.toml")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// With a vault in it, unlocked, whose passphrase costs as little as the executable still accepts.
  static func withVault() async throws -> Home {
    let home = try Home()
    var options = VaultOptions()
    options.cost = Scrypt.Cost(logN: 15)
    let location = VaultLocation(
      home: home.path("home"), state: home.path("state/gatehouse"), configuration: home.path("config/gatehouse"))
    let vault = try await Vault.create(at: location, passphrase: SecretBytes(passphrase), options: options)
    await vault.close()
    return home
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func write(_ text: String, to name: String) throws {
    let path = path(name)
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    chmod(path, 0o600)
  }

  /// Nothing of the tester's own reaches the command; the passphrase comes from a file unless told otherwise.
  func environment(passphraseFile: Bool = true) -> [String: String] {
    var environment = [
      "HOME": folder, "GATEHOUSE_HOME": path("home"), "XDG_STATE_HOME": path("state"),
      "XDG_CONFIG_HOME": path("config"),
      "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color",
    ]
    if passphraseFile { environment["GATEHOUSE_PASSPHRASE_FILE"] = path("files/passphrase") }
    return environment
  }

  func start(
    _ arguments: [String], passphraseFile: Bool = true, onTerminal: Bool = false,
    reading: RunningCommand.Reading = .all
  ) -> RunningCommand {
    RunningCommand(
      arguments, environment: environment(passphraseFile: passphraseFile), onTerminal: onTerminal, reading: reading)
  }

  @discardableResult
  func run(
    _ arguments: String..., input: String = "", passphraseFile: Bool = true
  ) async -> RunningCommand.Ended {
    await run(arguments, input: input, passphraseFile: passphraseFile)
  }

  @discardableResult
  func run(
    _ arguments: [String], input: String = "", passphraseFile: Bool = true
  ) async -> RunningCommand.Ended {
    let command = start(arguments, passphraseFile: passphraseFile)
    command.send(Array(input.utf8))
    return await command.ended()
  }

  /// Stores a credential that is sent to the origin as `Authorization: Token …`, under that name.
  func addToken(_ name: String = "api", origin: String, value: String = "value-1") async throws {
    let added = await run(
      "secrets", "add", "custom", "--name", name, "--origin", origin, "--header", "Authorization", "--format",
      "Token {token}", input: value)
    try #require(added.status == 0, "\(added.errorText)")
  }

  /// The vault unlocked in this process, and a new caller that reaches nothing, as a broker in another process would act
  /// for it.
  func openCaller(_ name: String) async throws -> (vault: Vault, identity: CallerIdentity) {
    let location = VaultLocation(
      home: path("home"), state: path("state/gatehouse"), configuration: path("config/gatehouse"))
    let vault = try await Vault.open(at: location, options: VaultOptions())
    let minted = await run("callers", "add", name, "--json")
    try #require(minted.status == 0, "\(minted.errorText)")
    try await vault.unlock(passphrase: SecretBytes(Self.passphrase))
    return (vault, try await vault.identity(as: name))
  }

  /// Every regular file below the folders that the program writes to.
  func writtenFiles() -> [String] {
    ["home", "state", "config"].flatMap { name in
      (FileManager.default.enumerator(atPath: path(name))?.allObjects as? [String] ?? []).map { "\(path(name))/\($0)" }
    }.filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
    }
  }
}

extension RunningCommand.Ended {
  /// Standard output as one JSON document.
  func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(output), options: .fragmentsAllowed) }

  func object() throws -> [String: Any] { try #require(try json() as? [String: Any], "\(text)\(errorText)") }

  func array() throws -> [[String: Any]] { try #require(try json() as? [[String: Any]], "\(text)\(errorText)") }

  /// Standard output as JSON Lines.
  func lines() throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  /// The error document on standard error.
  func error() throws -> [String: Any] {
    let document = try JSONSerialization.jsonObject(with: Data(errors)) as? [String: Any]
    return try #require(document?["error"] as? [String: Any], "\(errorText)")
  }

  var errorLines: [Substring] { errorText.split(separator: "\n") }
}
