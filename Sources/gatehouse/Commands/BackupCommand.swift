internal import ArgumentParser
internal import Domain
internal import Glibc
internal import VaultEngine

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Write a consistent, still sealed copy of the live vault.",
    discussion: """
      The copy opens with the passphrase of this moment, or with the recovery kit.

      Example:
        gatehouse backup ~/gatehouse.backup
      """)

  @Argument(help: "The file to write; it must not exist.") var file: String
  @OptionGroup var passphrase: PassphraseOptions

  func run() async throws {
    guard unsafe access(file, F_OK) != 0 else {
      throw Failure(.badInput, code: "exists", "\(Printable.text(file)) exists already", hint: "name a new file")
    }
    try await Session.admin(passphrase) { try await $0.backup(to: file) }
    try Output.line("Wrote \(Printable.text(file)). It opens with the passphrase of today, or the recovery kit.")
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a backup in the vault's place, after checking it.",
    discussion: """
      The vault that was there is kept beside. Asks for the backup's passphrase.

      Example:
        gatehouse restore ~/gatehouse.backup
      """)

  @Argument(help: "A file that gatehouse backup wrote.") var file: String
  @OptionGroup var passphrase: PassphraseOptions

  func run() async throws {
    guard unsafe access(file, R_OK) == 0 else {
      throw Failure(.notFound, "cannot read \(Printable.text(file)): \(SystemError.text())", hint: "check the path")
    }
    let location = Session.location
    let options = try Session.options()
    var replaced: String?
    try await Session.retrying(passphrase, label: "Passphrase of the backup") {
      replaced = try await Vault.restore(from: file, to: location, passphrase: $0, options: options)
    }
    try Output.line("Restored \(Printable.text(file)) to \(location.home).")
    if let replaced { try Output.line("The vault that was there is kept as \(replaced).") }
  }
}
