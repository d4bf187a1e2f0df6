internal import Domain

/// Gathers a paste. ESC and other control bytes are left out, so that nothing pasted can act as a key or as a command
/// of the terminal; each line break becomes one LF, since a terminal sends it as CR.
struct PasteCollector {
  /// A paste that is longer ends there; nothing that Gatehouse takes is so long.
  static let limit = 1024 * 1024
  private static let ending: [UInt8] = [0x1B] + Array("[201~".utf8)

  let secret = SecretBytes()
  private var isAfterCR = false

  /// Takes bytes up to the end of a bracketed paste. `consumed` are those that need not be kept; fewer than given when
  /// the end is found, or when the last ones may be its beginning.
  mutating func take(_ bytes: Span<UInt8>) -> (consumed: Int, isComplete: Bool) {
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x1B {
        switch match(bytes, at: index) {
        case .whole: return (index + Self.ending.count, true)
        case .beginning: return (index, false)
        case .none: break
        }
      }
      add(bytes[index])
      index += 1
    }
    return (index, false)
  }

  /// Takes bytes that are no bracketed paste but a burst of text.
  mutating func takeAll(_ bytes: Span<UInt8>) { for index in 0..<bytes.count { add(bytes[index]) } }

  private enum Match { case whole, beginning, none }

  private func match(_ bytes: Span<UInt8>, at start: Int) -> Match {
    for (offset, expected) in Self.ending.enumerated() {
      guard start + offset < bytes.count else { return .beginning }
      if bytes[start + offset] != expected { return .none }
    }
    return .whole
  }

  private mutating func add(_ byte: UInt8) {
    defer { isAfterCR = byte == 0x0D }
    guard secret.count < Self.limit else { return }
    switch byte {
    case 0x0D: append(0x0A)
    case 0x0A: if !isAfterCR { append(0x0A) }
    case 0x09, 0x20...0x7E, 0x80...: append(byte)
    default: break
    }
  }

  private func append(_ byte: UInt8) {
    var byte = byte
    unsafe withUnsafeBytes(of: &byte) { unsafe secret.append($0) }
  }
}
