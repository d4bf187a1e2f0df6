internal import Domain

/// `application/x-www-form-urlencoded` (RFC 6749, appendix B). A space is written as `%20`, which every reader of a form
/// and of a query understands.
struct FormBody {
  private(set) var bytes: [UInt8] = []
  /// What of it no text about the answer may repeat.
  private(set) var secrets: [SecretBytes] = []

  static let contentType = "application/x-www-form-urlencoded"

  mutating func append(_ name: String, _ value: String) { append(name, Array(value.utf8)) }

  mutating func append(_ name: String, _ value: SecretBytes) {
    secrets.append(value)
    append(name, value.copy())
  }

  private mutating func append(_ name: String, _ value: [UInt8]) {
    if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
    bytes += Self.encoded(Array(name.utf8)) + [UInt8(ascii: "=")] + Self.encoded(value)
  }

  static func encoded(_ text: String) -> String { String(decoding: encoded(Array(text.utf8)), as: UTF8.self) }

  static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.flatMap { byte -> [UInt8] in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: [byte]
      default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }

  /// Reads a form; nil when an escape is broken, a name stands twice, or it is no UTF-8.
  static func decode(_ text: String) -> [String: String]? {
    var fields: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(parts[0]), let value = decoded(parts.count > 1 ? parts[1] : ""), fields[name] == nil
      else { return nil }
      fields[name] = value
    }
    return fields
  }

  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(0x20)
      case UInt8(ascii: "%"):
        guard let high = rest.next().flatMap(Hexadecimal.digit), let low = rest.next().flatMap(Hexadecimal.digit) else {
          return nil
        }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// Base64 without padding, for URLs (RFC 4648, section 5).
enum Base64URL {
  static func encode(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let chunk = bytes[start..<min(start + 3, bytes.count)]
      let bits = chunk.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - chunk.count))
      for index in 0...chunk.count { text.append(alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)]) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
