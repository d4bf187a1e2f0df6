internal import CLinux
internal import Domain
internal import Glibc

/// Questions on the controlling terminal, whatever standard input and output are.
enum Prompt {
  static var isPossible: Bool {
    let file = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    if file >= 0 { close(file) }
    return file >= 0
  }

  /// A line that is not shown. What a paste brings beyond its first line break stays in
  /// the value, so that it can be refused instead of reaching the shell.
  static func hidden(_ label: String) throws(Failure) -> SecretBytes {
    let terminal = try openTerminal()
    defer { close(terminal) }
    let value = SecretBytes()
    guard unsafe clinux_prompt_begin(terminal, "\n") == 0 else { throw noTerminal }
    defer { clinux_prompt_end() }
    show(label + ": ", on: terminal)
    while let byte = next(terminal) {
      switch byte {
      case 0x0A, 0x0D:
        guard hasMore(terminal) else { return value }
        value.append("\n")
      case 0x04 where value.isEmpty: throw Failure(.failure, "nothing was typed", hint: "nothing was changed")
      case 0x04: return value
      case 0x08, 0x7F: value.removeLastScalar()
      case 0x15: value.removeAll()
      default: unsafe withUnsafeBytes(of: byte) { unsafe value.append($0) }
      }
    }
    throw Failure(.failure, "the terminal has gone", hint: "nothing was changed")
  }

  /// A line that is shown, for what is no secret.
  static func line(_ label: String) throws(Failure) -> String {
    let terminal = try openTerminal()
    defer { close(terminal) }
    show(label + ": ", on: terminal)
    var bytes: [UInt8] = []
    while let byte = next(terminal), byte != 0x0A { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Shows a secret text on the alternate screen until Enter, so that it is in no scrollback afterwards.
  static func showOnce(_ text: SecretBytes) throws(Failure) {
    let terminal = try openTerminal()
    defer { close(terminal) }
    guard unsafe clinux_prompt_begin(terminal, "\u{1B}[2J\u{1B}[?1049l") == 0 else { throw noTerminal }
    defer { clinux_prompt_end() }
    show("\u{1B}[?1049h\u{1B}[2J\u{1B}[H", on: terminal)
    _ = unsafe text.withUnsafeBytes { unsafe write(terminal, $0.baseAddress, $0.count) }
    while let byte = next(terminal), byte != 0x0A, byte != 0x0D {}
  }

  private static let noTerminal = Failure(
    .usage, code: "no_terminal", "there is no terminal to ask on",
    hint: "give --passphrase-file FILE, or pipe the value in on standard input")

  private static func openTerminal() throws(Failure) -> Int32 {
    let file = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard file >= 0 else { throw noTerminal }
    return file
  }

  private static func show(_ text: String, on terminal: Int32) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(terminal, $0.baseAddress, $0.count) }
  }

  private static func next(_ terminal: Int32) -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = unsafe read(terminal, &byte, 1)
      if count == 1 { return byte }
      if count == -1, errno == EINTR { continue }
      return nil
    }
  }

  /// Whether more arrives at once, as it does in a paste and never from a hand.
  private static func hasMore(_ terminal: Int32) -> Bool {
    var ready = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&ready, 1, 20) == 1
  }
}
