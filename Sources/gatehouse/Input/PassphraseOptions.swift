internal import ArgumentParser
internal import Domain
internal import Glibc

/// Where the passphrase comes from: the terminal, without echo, or a file. Never an argument, never the value of an
/// environment variable.
struct PassphraseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Read the passphrase from FILE, or from standard input (-).", valueName: "file"))
  var passphraseFile: String?

  /// The file named by the option or the environment; nil when the terminal is to be asked.
  var file: String? { passphraseFile ?? Environment.value("GATEHOUSE_PASSPHRASE_FILE") }
  var usesStandardInput: Bool { file == "-" && !StandardInput.isTerminal }

  /// Reads the passphrase, without the line break at its end.
  func read(_ label: String = "Passphrase") throws(Failure) -> SecretBytes {
    let passphrase: SecretBytes
    switch file {
    case "-" where !StandardInput.isTerminal: passphrase = try StandardInput.secret().withoutFinalLineBreak()
    case "-", nil: passphrase = try Prompt.hidden(label)
    case let path?: passphrase = try SecretFile.read(path, "the passphrase").withoutFinalLineBreak()
    }
    guard !passphrase.isEmpty else { throw .badInput("the passphrase is empty", hint: "nothing was changed") }
    return passphrase
  }

  /// Whether a wrong answer can be asked for again.
  var isAsked: Bool { file == nil || file == "-" && StandardInput.isTerminal }
}

/// `--json`, for every command that prints data.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print one JSON document; errors too, on standard error.")
  var isOn = false
}
