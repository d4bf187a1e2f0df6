internal import COpenSSL
public import Domain

/// AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce: a box is nonce ‖ ciphertext ‖ 128-bit tag.
///
/// A key of this vault seals one value only (record keys are derived per record and version), so a nonce can not repeat.
public enum AEAD {
  static let nonceLength = 12
  static let tagLength = 16

  /// Seals `plaintext` and authenticates `aad` with it; `key` is 32 bytes.
  public static func seal(
    _ plaintext: SecretBytes, key: SecretBytes, aad: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    let nonce = try Random.bytes(nonceLength)
    let context = CipherContext()
    var ciphertext = [UInt8](repeating: 0, count: plaintext.count)
    var tag = [UInt8](repeating: 0, count: tagLength)
    var written: Int32 = 0
    var isSealed = unsafe key.withUnsafeBytes { key in
      unsafe key.count == 32
        && EVP_EncryptInit_ex(context.pointer, EVP_aes_256_gcm(), nil, key.baseAddress, nonce) == 1
    }
    isSealed = unsafe isSealed && EVP_EncryptUpdate(context.pointer, nil, &written, aad, Int32(aad.count)) == 1
    isSealed =
      unsafe isSealed
      && plaintext.withUnsafeBytes { bytes in
        unsafe EVP_EncryptUpdate(context.pointer, &ciphertext, &written, bytes.baseAddress, Int32(bytes.count)) == 1
      }
    isSealed = unsafe isSealed && EVP_EncryptFinal_ex(context.pointer, nil, &written) == 1
    isSealed =
      unsafe isSealed
      && EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), &tag) == 1
    guard isSealed else { throw .library("AES-GCM") }
    return nonce + ciphertext + tag
  }

  /// Opens a box of ``seal(_:key:aad:)`` into locked pages.
  ///
  /// - Throws: ``CryptoError/notAuthentic`` when key, associated data or box differ from when it was sealed.
  public static func open(_ box: [UInt8], key: SecretBytes, aad: [UInt8]) throws(CryptoError) -> SecretBytes {
    guard box.count >= nonceLength + tagLength else { throw .notAuthentic }
    let nonce = Array(box[..<nonceLength])
    let ciphertext = Array(box[nonceLength..<(box.count - tagLength)])
    var tag = Array(box[(box.count - tagLength)...])
    let context = CipherContext()
    var written: Int32 = 0
    var isOpen = unsafe key.withUnsafeBytes { key in
      unsafe key.count == 32
        && EVP_DecryptInit_ex(context.pointer, EVP_aes_256_gcm(), nil, key.baseAddress, nonce) == 1
    }
    isOpen = unsafe isOpen && EVP_DecryptUpdate(context.pointer, nil, &written, aad, Int32(aad.count)) == 1
    let plaintext = unsafe SecretBytes(count: ciphertext.count) { buffer in
      isOpen =
        unsafe isOpen
        && EVP_DecryptUpdate(context.pointer, buffer.baseAddress, &written, ciphertext, Int32(ciphertext.count)) == 1
    }
    isOpen =
      unsafe isOpen
      && EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), &tag) == 1
    // The queue of OpenSSL's errors stays empty when a tag fails, so the return value is all there is.
    guard isOpen, unsafe EVP_DecryptFinal_ex(context.pointer, nil, &written) == 1 else {
      plaintext.removeAll()
      throw .notAuthentic
    }
    return plaintext
  }
}

/// Frees (and wipes) OpenSSL's context when it goes out of scope.
@safe private struct CipherContext: ~Copyable {
  let pointer: OpaquePointer?

  init() { unsafe pointer = EVP_CIPHER_CTX_new() }

  deinit { unsafe EVP_CIPHER_CTX_free(pointer) }
}
