/// What a credential proves about itself.
enum Checksum: String, Hashable, Sendable, CaseIterable {
  /// Thirty random characters, then their CRC-32 in six base62 digits
  /// (github.blog, "Behind GitHub's new authentication token formats").
  case github
  /// The middle part is base64 of JSON that names the organisation (getsentry/sentry, RFC 0091).
  case sentryOrg = "sentry-org"
  /// The first of three parts is base64url of the bot's numeric id. Seen everywhere, promised nowhere.
  case discordBot = "discord-bot"

  /// Whether a wrong one means a value that was damaged on its way, not one of another kind.
  var provesDamage: Bool { self != .discordBot }

  func holds(for value: [UInt8]) -> Bool {
    switch self {
    case .github: Self.github(value)
    case .sentryOrg: Self.sentryOrg(value)
    case .discordBot: Self.discordBot(value)
    }
  }

  private static func github(_ value: [UInt8]) -> Bool {
    guard let mark = value.lastIndex(of: UInt8(ascii: "_")), value.count - mark - 1 == 36 else { return false }
    let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    var rest = CRC32.of(value[(mark + 1)..<(mark + 31)])
    var text: [UInt8] = []
    for _ in 0..<6 {
      text.append(digits[Int(rest % 62)])
      rest /= 62
    }
    return value.suffix(6).elementsEqual(text.reversed())
  }

  private static func sentryOrg(_ value: [UInt8]) -> Bool {
    guard let first = value.firstIndex(of: UInt8(ascii: "_")), let last = value.lastIndex(of: UInt8(ascii: "_")),
      first < last, let json = Base64.decode(value[(first + 1)..<last])
    else { return false }
    let text = String(decoding: json, as: UTF8.self)
    return text.hasPrefix("{") && text.hasSuffix("}")
      && ["\"iat\"", "\"url\"", "\"region_url\"", "\"org\""].allSatisfy(text.contains)
  }

  private static func discordBot(_ value: [UInt8]) -> Bool {
    guard let id = Base64.decode(value.prefix { $0 != UInt8(ascii: ".") }) else { return false }
    return (15...20).contains(id.count) && id.allSatisfy { (0x30...0x39).contains($0) }
  }
}

/// CRC-32 as in zlib (IEEE 802.3, reflected).
enum CRC32 {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}

/// Base64 in both alphabets, with or without padding (RFC 4648).
enum Base64 {
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var output: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text where byte != UInt8(ascii: "=") {
      let value: UInt8
      switch byte {
      case 0x41...0x5A: value = byte - 0x41
      case 0x61...0x7A: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
      default: return nil
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return count == 6 ? nil : output
  }
}
