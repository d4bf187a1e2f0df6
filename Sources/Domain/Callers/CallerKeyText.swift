/// The text of a caller key: `alter_<type>_<22 random>_<6 check>`, the scoped shape of Alter's SDK, which checks it before
/// it sends anything. The check is the CRC-32 (as of zlib and PNG) of `<type>:<random>`, its low 30 bits written as six
/// groups of five, the least significant first: against typing errors only.
public struct CallerKeyText: Hashable, Sendable {
  /// What kind of key it is; the server decides what that means.
  public enum Form: String, Hashable, Sendable, CaseIterable {
    case app = "rk"
    case agent = "ak"
    case derived = "dk"
  }

  public static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
  /// Five bits each: 110 bits.
  public static let randomLength = 22

  public let form: Form
  let random: [UInt8]

  /// - Parameter random: 22 bytes of a cryptographic generator; five bits of each are used.
  public init?(form: Form, random: [UInt8]) {
    guard random.count == Self.randomLength else { return nil }
    self.form = form
    self.random = random.map { Self.alphabet[Int($0 & 31)] }
  }

  /// Reads a key as it stands in a header; nil for what is none, a wrong check included.
  public init?(_ text: [UInt8]) {
    let parts = text.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false).map(Array.init)
    guard parts.count == 4, parts[0] == Array("alter".utf8), parts[2].count == Self.randomLength,
      let form = Form(rawValue: String(decoding: parts[1], as: UTF8.self)),
      parts[2].allSatisfy(Self.alphabet.contains), parts[3] == Self.check(form, parts[2])
    else { return nil }
    self.form = form
    random = parts[2]
  }

  /// The whole key: secret.
  public var bytes: [UInt8] {
    Array("alter_\(form.rawValue)_".utf8) + random + [UInt8(ascii: "_")] + Self.check(form, random)
  }

  /// What may be shown of it: `alter_rk_abcd`.
  public var prefix: String { "alter_\(form.rawValue)_" + String(decoding: random.prefix(4), as: UTF8.self) }

  private static func check(_ form: Form, _ random: [UInt8]) -> [UInt8] {
    let sum = CRC32.of(Array("\(form.rawValue):".utf8) + random)
    return (0..<6).map { alphabet[Int(sum >> UInt32($0 * 5)) & 31] }
  }
}

/// The cyclic redundancy check of zlib and PNG (ISO 3309): polynomial 0xEDB88320, reflected.
enum CRC32 {
  static func of(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
  }
}
