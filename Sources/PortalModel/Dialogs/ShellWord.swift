/// Words of a command line as a POSIX shell reads them back.
enum ShellWord {
  /// The word itself when no character of it means anything to a shell, else in single quotes.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "@%_-+=:,./".utf8.contains(byte)
        }
      }
    return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}
