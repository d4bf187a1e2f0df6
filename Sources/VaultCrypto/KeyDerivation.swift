internal import COpenSSL
public import Domain

/// HKDF-SHA-256 (RFC 5869): a key for each purpose from one that is strong already.
public enum HKDF {
  public static func derive(
    _ key: SecretBytes, salt: [UInt8] = [], info: [UInt8], count: Int = 32
  ) throws(CryptoError) -> SecretBytes {
    let context = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil)
    defer { unsafe EVP_PKEY_CTX_free(context) }
    var isDerived = unsafe EVP_PKEY_derive_init(context) == 1
    isDerived = unsafe isDerived && EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()) == 1
    isDerived = unsafe isDerived && EVP_PKEY_CTX_set1_hkdf_salt(context, salt, Int32(salt.count)) == 1
    isDerived = unsafe isDerived && EVP_PKEY_CTX_add1_hkdf_info(context, info, Int32(info.count)) == 1
    isDerived =
      unsafe isDerived
      && key.withUnsafeBytes { key in
        unsafe EVP_PKEY_CTX_set1_hkdf_key(context, key.baseAddress, Int32(key.count)) == 1
      }
    let derived = unsafe SecretBytes(count: count) { buffer in
      var length = count
      isDerived = unsafe isDerived && EVP_PKEY_derive(context, buffer.baseAddress, &length) == 1 && length == count
    }
    guard isDerived else { throw .library("HKDF") }
    return derived
  }
}

/// scrypt (RFC 7914): a key from a passphrase, at a cost in time and memory for every guess.
public enum Scrypt {
  /// N = 2^logN, block size r, parallelism p; needs 128·N·r bytes of memory.
  public struct Cost: Hashable, Sendable {
    public let logN: UInt8
    public let r: UInt32
    public let p: UInt32

    public init(logN: UInt8, r: UInt32 = 8, p: UInt32 = 1) {
      self.logN = logN
      self.r = r
      self.p = p
    }

    /// 128 MiB and about half a second on a machine of 2024.
    public static let standard = Cost(logN: 17)

    /// - Throws: ``CryptoError/badParameters(_:)`` outside what a vault may ask for, before anything is allocated:
    ///   N ≥ 2^15, memory ≤ 1 GiB, N·r·p ≤ 2^24. A test may allow a cheaper N.
    public func check(leastLogN: UInt8 = 15) throws(CryptoError) {
      guard logN >= leastLogN else { throw .badParameters("scrypt N is below 2^\(leastLogN)") }
      guard logN <= 30, r >= 1, p >= 1, r <= 1 << 20, p <= 1 << 20, 128 * (1 << UInt64(logN)) * UInt64(r) <= 1 << 30
      else { throw .badParameters("scrypt asks for more than 1 GiB") }
      guard (1 << UInt64(logN)) * UInt64(r) * UInt64(p) <= 1 << 24 else {
        throw .badParameters("scrypt asks for too much work")
      }
    }
  }

  /// 32 bytes; `salt` is at least 16 bytes.
  public static func derive(
    _ passphrase: SecretBytes, salt: [UInt8], cost: Cost, leastLogN: UInt8 = 15
  ) throws(CryptoError) -> SecretBytes {
    try cost.check(leastLogN: leastLogN)
    guard salt.count >= 16 else { throw .badParameters("the salt is shorter than 16 bytes") }
    // OpenSSL's default cap of 32 MiB would refuse N = 2^17; without any cap it would take what it is told.
    let memory = 128 * (1 << UInt64(cost.logN)) * UInt64(cost.r)
    let cap = memory + 128 * UInt64(cost.r) * UInt64(cost.p + 2) + 4096
    var isDerived = false
    let key = unsafe SecretBytes(count: 32) { buffer in
      isDerived = unsafe passphrase.withUnsafeBytes { passphrase in
        unsafe EVP_PBE_scrypt(
          passphrase.baseAddress, passphrase.count, salt, salt.count, 1 << UInt64(cost.logN), UInt64(cost.r),
          UInt64(cost.p), cap, buffer.baseAddress, 32) == 1
      }
    }
    guard isDerived else { throw .library("scrypt") }
    return key
  }

  /// The standard cost, raised until a guess takes at least 400 ms here.
  public static func measuredCost() throws(CryptoError) -> Cost {
    let probe = SecretBytes([UInt8](repeating: 0x61, count: 16))
    let salt = [UInt8](repeating: 0, count: 32)
    for logN in UInt8(17)...20 {
      let cost = Cost(logN: logN)
      let start = ContinuousClock.now
      _ = try derive(probe, salt: salt, cost: cost)
      if ContinuousClock.now - start >= .milliseconds(400) || logN == 20 { return cost }
    }
    return .standard
  }
}
