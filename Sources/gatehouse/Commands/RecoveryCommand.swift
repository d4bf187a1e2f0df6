internal import ArgumentParser
internal import Domain
internal import VaultEngine

struct RecoveryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recovery", abstract: "The recovery kit, the second way in.", subcommands: [Create.self, Test.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create",
      abstract: "Make a new kit; the one before stops working.",
      discussion: """
        Shows the kit once and asks for its code back.

        Example:
          gatehouse recovery create
          gatehouse recovery create --kit-file kit.txt
        """)

    @OptionGroup var passphrase: PassphraseOptions
    @Option(help: ArgumentHelp("Write the kit to FILE, mode 0600, not to the terminal.", valueName: "file"))
    var kitFile: String?

    func run() async throws {
      if let kitFile { try RecoverySheet.checkAbsent(kitFile) }
      guard kitFile != nil || Prompt.isPossible else {
        throw Failure.usage("there is no terminal to show the kit on", hint: "give --kit-file FILE")
      }
      let outcome = try await Session.admin(passphrase) {
        try await RecoverySheet.handOver(from: $0, to: kitFile, isInteractive: true)
      }
      try Output.line(outcome.sentence)
    }
  }

  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test",
      abstract: "Prove that a kit opens the vault, changing nothing.",
      discussion: """
        The code is asked for, or read from standard input.

        Example:
          gatehouse recovery test --kit-file kit.txt
        """)

    @Option(help: ArgumentHelp("Read the code from a kit's file.", valueName: "file")) var kitFile: String?

    func run() async throws {
      let code = try RecoveryCode.read(kitFile: kitFile)
      try await Session.open { try await $0.testRecoveryKit(code) }
      try Output.line("The recovery kit opens this vault.")
    }
  }
}
