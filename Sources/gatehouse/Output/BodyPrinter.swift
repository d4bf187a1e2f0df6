internal import Domain

/// A body on its way to standard output: bytes as they are into a file or pipe; for a terminal, text whose control
/// characters are shown instead of obeyed.
struct BodyPrinter {
  private let isForTerminal: Bool
  private var held: [UInt8] = []

  init(isForTerminal: Bool = Output.isTerminal) { self.isForTerminal = isForTerminal }

  mutating func printable(_ chunk: [UInt8]) -> [UInt8] {
    guard isForTerminal else { return chunk }
    let bytes = held + chunk
    let whole = bytes.count - Self.unfinished(bytes)
    held = Array(bytes[whole...])
    return Self.text(bytes[..<whole])
  }

  /// What was held back because a character was not complete.
  mutating func rest() -> [UInt8] {
    defer { held = [] }
    return Self.text(held[...])
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map { Printable.text(String($0)) }
        .joined(separator: "\t")
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  /// How many bytes at the end begin a UTF-8 sequence that goes on in the next chunk (RFC 3629).
  private static func unfinished(_ bytes: [UInt8]) -> Int {
    for back in 1...3 where back <= bytes.count {
      let byte = bytes[bytes.count - back]
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 0
      if length > 0 { return length > back ? back : 0 }
      if byte < 0x80 { return 0 }
    }
    return 0
  }
}
