internal import Domain
internal import VaultCrypto

/// 160 random bits in Crockford's base32 (no I, L, O, U): eight groups of four, and a ninth that checks them.
struct RecoveryCode: Sendable {
  /// 20 bytes.
  let bytes: SecretBytes

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  static func random() throws(CryptoError) -> RecoveryCode { RecoveryCode(bytes: try Random.secret(20)) }

  private init(bytes: SecretBytes) { self.bytes = bytes }

  /// Reads the code as typed: hyphens, spaces and case do not matter; I and L mean 1, O means 0.
  init(typed: SecretBytes) throws(VaultError) {
    var symbols: [UInt8] = []
    defer { Self.wipe(&symbols) }
    for byte in typed.copy() where byte != UInt8(ascii: "-") && byte > 0x20 {
      let letter = byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte
      let meant: UInt8
      switch letter {
      case UInt8(ascii: "I"), UInt8(ascii: "L"): meant = UInt8(ascii: "1")
      case UInt8(ascii: "O"): meant = UInt8(ascii: "0")
      default: meant = letter
      }
      guard let value = Self.alphabet.firstIndex(of: meant) else {
        throw VaultError(.badInput, "a recovery code has digits and letters without U only", hint: "type it again")
      }
      symbols.append(UInt8(value))
    }
    guard symbols.count == 36 else {
      throw VaultError(
        .badInput, "a recovery code has nine groups of four, this has \(symbols.count) characters",
        hint: "type it again, whole")
    }
    var bits = 0
    var accumulator: UInt32 = 0
    var bytes: [UInt8] = []
    defer { Self.wipe(&bytes) }
    for symbol in symbols.prefix(32) {
      accumulator = (accumulator << 5 | UInt32(symbol)) & 0xFFFF
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: accumulator >> UInt32(bits)))
      }
    }
    guard Self.check(bytes) == Array(symbols.suffix(4)) else {
      throw VaultError(.badInput, "the recovery code has a typing mistake", hint: "compare it group by group")
    }
    self.bytes = SecretBytes(bytes)
  }

  /// As printed: `XXXX-XXXX-…`, nine groups.
  func printed() -> SecretBytes {
    var symbols: [UInt8] = []
    var raw = bytes.copy()
    defer {
      Self.wipe(&symbols)
      Self.wipe(&raw)
    }
    var bits = 0
    var accumulator: UInt32 = 0
    for byte in raw {
      accumulator = (accumulator << 8 | UInt32(byte)) & 0xFFFF
      bits += 8
      while bits >= 5 {
        bits -= 5
        symbols.append(UInt8(accumulator >> UInt32(bits) & 31))
      }
    }
    symbols += Self.check(raw)
    var text: [UInt8] = []
    for (index, symbol) in symbols.enumerated() {
      if index > 0, index.isMultiple(of: 4) { text.append(UInt8(ascii: "-")) }
      text.append(Self.alphabet[Int(symbol)])
    }
    defer { Self.wipe(&text) }
    return SecretBytes(text)
  }

  /// 20 bits of SHA-256, as four symbols.
  private static func check(_ bytes: [UInt8]) -> [UInt8] {
    let hash = SHA256Hash.of(bytes)
    let bits = UInt32(hash[0]) << 16 | UInt32(hash[1]) << 8 | UInt32(hash[2])
    return [19, 14, 9, 4].map { UInt8(bits >> UInt32($0) & 31) }
  }

  private static func wipe(_ bytes: inout [UInt8]) { for index in bytes.indices { bytes[index] = 0 } }
}
