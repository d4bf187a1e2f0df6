internal import COpenSSL
public import Domain

/// SHA-256 (FIPS 180-4).
public enum SHA256Hash {
  public static func of(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    _ = unsafe SHA256(bytes, bytes.count, &digest)
    return digest
  }
}

/// HMAC-SHA-256 (RFC 2104).
public enum MAC {
  public static func of(_ bytes: [UInt8], key: SecretBytes) -> [UInt8] {
    var mac = [UInt8](repeating: 0, count: 32)
    unsafe key.withUnsafeBytes { key in
      _ = unsafe HMAC(EVP_sha256(), key.baseAddress, Int32(key.count), bytes, bytes.count, &mac, nil)
    }
    return mac
  }

  /// The same in locked pages, for a key that is derived from another one.
  static func secret(of bytes: [UInt8], key: SecretBytes) -> SecretBytes {
    unsafe SecretBytes(count: 32) { buffer in
      unsafe key.withUnsafeBytes { key in
        _ = unsafe HMAC(
          EVP_sha256(), key.baseAddress, Int32(key.count), bytes, bytes.count,
          buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
      }
    }
  }

  /// Compares in a time that depends on the length only (CRYPTO_memcmp(3)).
  public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    unsafe left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }
}

/// OpenSSL's generator (RAND_bytes(3)).
public enum Random {
  public static func bytes(_ count: Int) throws(CryptoError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard unsafe RAND_bytes(&bytes, Int32(count)) == 1 else { throw .library("RAND_bytes") }
    return bytes
  }

  public static func secret(_ count: Int) throws(CryptoError) -> SecretBytes {
    var isFilled = false
    let bytes = unsafe SecretBytes(count: count) { buffer in
      isFilled = unsafe RAND_priv_bytes(buffer.baseAddress, Int32(count)) == 1
    }
    guard isFilled else { throw .library("RAND_priv_bytes") }
    return bytes
  }
}
