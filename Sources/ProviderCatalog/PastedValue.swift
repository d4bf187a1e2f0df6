internal import Domain

/// The credential in what was pasted: the value itself, or the one line of a `.env` file or of a header it stands in.
final class PastedValue {
  private(set) var bytes: [UInt8]
  /// Whether something around the value was taken away, apart from a line break at the end.
  let wasUnwrapped: Bool

  init(_ pasted: SecretBytes) {
    var bytes = pasted.copy()
    while let last = bytes.last, last == 0x0A || last == 0x0D || last == 0x20 { bytes.removeLast() }
    let range = Self.valueRange(in: bytes)
    wasUnwrapped = range != bytes.startIndex..<bytes.endIndex
    self.bytes = wasUnwrapped ? Array(bytes[range]) : bytes
    if wasUnwrapped { for index in bytes.indices { bytes[index] = 0 } }
  }

  func wipe() { for index in bytes.indices { bytes[index] = 0 } }

  /// `NAME=value`, `export NAME="value"` and `Authorization: Bearer value`; everything when it is none of them.
  private static func valueRange(in bytes: [UInt8]) -> Range<Int> {
    var start = 0
    let header = Array("authorization:".utf8)
    if bytes.prefix(header.count).map(lower) == header {
      start = header.count
      start = skipBlanks(bytes, start)
      let scheme = Array("bearer ".utf8)
      if bytes[start...].prefix(scheme.count).map(lower) == scheme {
        return skipBlanks(bytes, start + scheme.count)..<bytes.count
      }
      return 0..<bytes.count
    }
    let export = Array("export ".utf8)
    if bytes.starts(with: export) { start = skipBlanks(bytes, export.count) }
    let nameStart = start
    while start < bytes.count, isNameByte(bytes[start]) { start += 1 }
    // A lower-case name could be the beginning of a value that holds an equals sign.
    guard start - nameStart >= 2, start < bytes.count, bytes[start] == UInt8(ascii: "=") else { return 0..<bytes.count }
    start += 1
    var end = bytes.count
    if end - start >= 2, let quote = bytes[start...].first, quote == 0x22 || quote == 0x27, bytes[end - 1] == quote {
      start += 1
      end -= 1
    }
    return start < end ? start..<end : 0..<bytes.count
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

  private static func skipBlanks(_ bytes: [UInt8], _ start: Int) -> Int {
    bytes[start...].firstIndex { $0 != 0x20 } ?? bytes.count
  }
}
