/// A random UUID (version 4, RFC 9562) that prints in lower case; the handle of grants, secrets, policies and requests.
public struct Identifier: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let bytes: [UInt8]

  /// A new random identifier; the system's generator is a cryptographic one (getrandom(2)).
  public init() {
    var generator = SystemRandomNumberGenerator()
    // Two numbers, since each is a system call.
    let halves = [generator.next(), generator.next()]
    var bytes = halves.flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> ($0 * 8)) } }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    self.bytes = bytes
  }

  /// The 16 bytes as stored; nil for another length.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads `8-4-4-4-12` hexadecimal digits in either case; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      var rest = part
      while !rest.isEmpty {
        guard rest.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }), let byte = UInt8(rest.prefix(2), radix: 16) else {
          return nil
        }
        bytes.append(byte)
        rest = rest.dropFirst(2)
      }
    }
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  public static func < (left: Identifier, right: Identifier) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
