internal import COpenSSL
public import Domain

/// Ed25519 (RFC 8032): the admin key, which signs every row that decides something.
public struct SigningKey: Sendable {
  private let seed: SecretBytes
  /// 32 bytes.
  public let publicKey: [UInt8]

  /// `seed` is 32 bytes.
  public init(seed: SecretBytes) throws(CryptoError) {
    self.seed = seed
    var publicKey = [UInt8](repeating: 0, count: 32)
    var length = 32
    let key = unsafe Self.privateKey(seed)
    defer { unsafe EVP_PKEY_free(key) }
    guard unsafe key != nil, unsafe EVP_PKEY_get_raw_public_key(key, &publicKey, &length) == 1 else {
      throw .library("Ed25519")
    }
    self.publicKey = publicKey
  }

  /// 64 bytes.
  public func sign(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: 64)
    var length = 64
    let key = unsafe Self.privateKey(seed)
    let context = unsafe EVP_MD_CTX_new()
    defer {
      unsafe EVP_MD_CTX_free(context)
      unsafe EVP_PKEY_free(key)
    }
    guard unsafe key != nil, unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
      unsafe EVP_DigestSign(context, &signature, &length, message, message.count) == 1
    else { throw .library("Ed25519") }
    return signature
  }

  private static func privateKey(_ seed: SecretBytes) -> OpaquePointer? {
    unsafe seed.withUnsafeBytes { bytes in
      unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes.baseAddress, bytes.count)
    }
  }
}

/// Checks what a ``SigningKey`` has signed.
public enum VerifyingKey {
  public static func isValid(signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
    let key = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
    let context = unsafe EVP_MD_CTX_new()
    defer {
      unsafe EVP_MD_CTX_free(context)
      unsafe EVP_PKEY_free(key)
    }
    guard unsafe key != nil, signature.count == 64, unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else {
      return false
    }
    return unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }
}
