internal import Domain

/// The fields of a form, as a page sends them (URL Standard, section 5, application/x-www-form-urlencoded).
struct FormFields: Sendable {
  /// So many bytes has a whole form.
  static let limit = 64 * 1024
  private static let mostFields = 100
  private static let longestName = 100

  /// The form is none that a page of ours sends.
  struct Malformed: Error {}

  private let pairs: [(name: String, value: [UInt8])]

  init(_ body: [UInt8]) throws(Malformed) {
    guard body.count <= Self.limit else { throw Malformed() }
    let parts = body.split(separator: UInt8(ascii: "&"))
    guard parts.count <= Self.mostFields else { throw Malformed() }
    var pairs: [(String, [UInt8])] = []
    for part in parts {
      let name = part.prefix { $0 != UInt8(ascii: "=") }
      guard name.count <= Self.longestName else { throw Malformed() }
      pairs.append(
        (String(decoding: Self.decoded(name), as: UTF8.self), Self.decoded(part.dropFirst(name.count + 1))))
    }
    self.pairs = pairs
  }

  /// The value of a field that stands there once; nil for none and for several, of which each reader could take another.
  func value(_ name: String, limit: Int = 4096) -> String? {
    guard let bytes = bytes(name), bytes.count <= limit else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The values of a field that may stand there several times, such as checkboxes.
  func values(_ name: String) -> [String] {
    pairs.filter { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
  }

  /// The same as ``value(_:limit:)`` for what must not be seen, without the blanks that copying puts around it.
  func secret(_ name: String) -> SecretBytes? {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    guard let bytes = bytes(name) else { return nil }
    let rest = bytes.drop(while: isBlank)
    return SecretBytes(Array(rest.prefix(rest.count - rest.reversed().prefix(while: isBlank).count)))
  }

  private func bytes(_ name: String) -> [UInt8]? {
    let found = pairs.filter { $0.name == name }
    return found.count == 1 ? found[0].value : nil
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var rest = bytes
    while let byte = rest.first {
      let digits = rest.dropFirst().prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2, let high = Hexadecimal.digit(digits[digits.startIndex]),
        let low = Hexadecimal.digit(digits[digits.startIndex + 1])
      {
        output.append(high << 4 | low)
        rest = rest.dropFirst(3)
      } else {
        // A percent sign that begins no escape stands for itself.
        output.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
        rest = rest.dropFirst()
      }
    }
    return output
  }

  /// A name or a value as it stands in a form or a query.
  static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "*"):
        output.append(byte)
      case 0x20: output.append(UInt8(ascii: "+"))
      default: output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
