internal import ArgumentParser
internal import Domain
internal import VaultEngine

struct PassphraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "passphrase",
    abstract: "Change the passphrase.",
    discussion: """
      Example:
        gatehouse passphrase
        gatehouse passphrase --recovery
      """)

  @OptionGroup var passphrase: PassphraseOptions
  @OptionGroup var recovery: RecoveryOptions
  @Option(help: ArgumentHelp("Read the new passphrase from FILE, or from standard input (-).", valueName: "file"))
  var newPassphraseFile: String?
  @Flag(help: "Accept a passphrase that can be guessed.") var weakOK = false

  func run() async throws {
    var new = PassphraseOptions()
    new.passphraseFile = newPassphraseFile
    try StandardInput.refuseTwice(
      ("the passphrase", !recovery.isUsed && passphrase.usesStandardInput),
      ("the recovery code", recovery.usesStandardInput), ("the new passphrase", newPassphraseFile == "-"))
    var options = try Session.options()
    options.allowsWeakPassphrase = weakOK
    try await Session.open(options) { vault in
      if recovery.isUsed {
        try await vault.unlock(recoveryCode: recovery.read(), holdingAdmin: true)
      } else {
        try await Session.holdAdmin(vault, passphrase, label: "Present passphrase")
      }
      let chosen =
        newPassphraseFile == nil
        ? try NewPassphrase.ask(label: "New passphrase", allowWeak: weakOK)
        : try NewPassphrase.read(new, allowWeak: weakOK)
      try await vault.changePassphrase(to: chosen)
    }
    try Output.line("The passphrase was changed. Backups made before still open with the old one.")
  }
}
