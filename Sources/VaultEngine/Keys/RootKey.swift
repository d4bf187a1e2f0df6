internal import Domain
internal import VaultCrypto

/// The key that everything derives from; it exists only where the passphrase was just typed.
struct RootKey: Sendable {
  let bytes: SecretBytes

  static func random() throws(CryptoError) -> RootKey { RootKey(bytes: try Random.secret(32)) }

  func useKeys() throws(CryptoError) -> UseKeys {
    let keys = SecretBytes()
    for purpose in UseKeys.Purpose.allCases {
      let key = try HKDF.derive(bytes, info: Array("gatehouse \(purpose.rawValue)".utf8))
      unsafe key.withUnsafeBytes { unsafe keys.append($0) }
    }
    return UseKeys(bytes: keys)
  }

  func adminKey() throws(CryptoError) -> SigningKey {
    try SigningKey(seed: HKDF.derive(bytes, info: Array("gatehouse admin".utf8)))
  }
}

/// The keys that calls need: what the keyring holds while the vault is unlocked. 128 bytes, 32 for each purpose.
struct UseKeys: Sendable {
  enum Purpose: String, CaseIterable, Sendable {
    case seal
    case auditSeal = "audit-seal"
    case callerPepper = "caller-pepper"
    case anchor
  }

  static let length = 32 * Purpose.allCases.count

  let bytes: SecretBytes

  func key(_ purpose: Purpose) -> SecretBytes {
    let index = Purpose.allCases.firstIndex(of: purpose) ?? 0
    return unsafe bytes.withUnsafeBytes { all in
      unsafe SecretBytes(UnsafeRawBufferPointer(rebasing: all[(index * 32)..<(index * 32 + 32)]))
    }
  }
}
