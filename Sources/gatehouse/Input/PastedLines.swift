internal import CLinux
internal import Dispatch
internal import Domain
internal import Glibc

/// Lines that come while something else is awaited: typed or pasted at the terminal, where they are not shown, or
/// piped in.
struct PastedLines {
  let lines: AsyncStream<SecretBytes>
  /// Whether somebody can paste here.
  let isPossible: Bool
  private let terminal: Int32?

  /// A longer line is none that anybody waits for; its end is dropped.
  private static let limit = 64 * 1024

  static let none = PastedLines(lines: AsyncStream { $0.finish() }, isPossible: false, terminal: nil)

  /// Begins to read; ``end()`` gives the terminal back.
  static func begin() -> PastedLines {
    let (lines, continuation) = AsyncStream.makeStream(of: SecretBytes.self)
    guard StandardInput.isTerminal else {
      read(STDIN_FILENO, into: continuation)
      return PastedLines(lines: lines, isPossible: true, terminal: nil)
    }
    let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    // A job in the background would be stopped by its first touch of the terminal.
    guard terminal >= 0, tcgetpgrp(terminal) == getpgrp(), unsafe clinux_prompt_begin(terminal, "") == 0 else {
      if terminal >= 0 { close(terminal) }
      return none
    }
    read(terminal, into: continuation)
    return PastedLines(lines: lines, isPossible: true, terminal: terminal)
  }

  /// The reader may still wait for a key; it ends with the process.
  func end() { if terminal != nil { clinux_prompt_end() } }

  /// On a thread of its own, since a read waits for as long as nobody types.
  private static func read(_ file: Int32, into lines: AsyncStream<SecretBytes>.Continuation) {
    DispatchQueue(label: "pasted lines").async {
      var line = SecretBytes()
      func finishLine() {
        if !line.isEmpty { lines.yield(line) }
        line = SecretBytes()
      }
      while let byte = next(file) {
        switch byte {
        case 0x0A, 0x0D: finishLine()
        case 0x04 where line.isEmpty: return lines.finish()
        case 0x08, 0x7F: line.removeLastScalar()
        case 0x15: line.removeAll()
        default: if line.count < limit { unsafe withUnsafeBytes(of: byte) { unsafe line.append($0) } }
        }
      }
      finishLine()
      lines.finish()
    }
  }

  private static func next(_ file: Int32) -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = unsafe Glibc.read(file, &byte, 1)
      if count == 1 { return byte }
      guard count == -1, errno == EINTR else { return nil }
    }
  }
}
