internal import ArgumentParser
internal import Domain
internal import VaultEngine

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Create a vault on this machine.",
    discussion: """
      Asks for a passphrase twice, then shows the recovery kit once and asks for it back.

      Example:
        gatehouse init
        gatehouse init --passphrase-file FILE --kit-file kit.txt
      """)

  @OptionGroup var passphrase: PassphraseOptions
  @Option(help: ArgumentHelp("Write the recovery kit to FILE, mode 0600, not to the terminal.", valueName: "file"))
  var kitFile: String?
  @Flag(help: "Accept a passphrase that can be guessed.") var weakOK = false
  @OptionGroup var json: JSONOption

  func run() async throws {
    let location = Session.location
    guard !location.hasVault else {
      throw Failure(
        .badInput, code: "exists", "there is a vault already at \(location.home)",
        hint: "open it with: gatehouse, or set GATEHOUSE_HOME to another folder")
    }
    if let kitFile { try RecoverySheet.checkAbsent(kitFile) }
    var options = try Session.options()
    options.allowsWeakPassphrase = weakOK
    let chosen = try NewPassphrase.read(passphrase, allowWeak: weakOK)
    let vault = try await Vault.create(at: location, passphrase: chosen, options: options)
    try await Session.closing(vault) { vault in
      let kit = try await RecoverySheet.handOver(from: vault, to: kitFile, isInteractive: passphrase.isAsked)
      let status = try await vault.status()
      guard !json.isOn else {
        return try Output.line(Documents.status(status).text())
      }
      try Output.line("Created the vault at \(location.home).")
      try Output.line(kit.sentence)
      try Output.line("Next: gatehouse guide, or gatehouse secrets add PROVIDER --name NAME")
    }
  }
}
