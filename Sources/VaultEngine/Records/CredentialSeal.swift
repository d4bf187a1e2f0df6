internal import Domain
internal import VaultCrypto

/// Seals a credential under a key of its own, authenticated with what it may be used for: moving the ciphertext to
/// another row, replaying an older version or widening its origins makes it unreadable.
enum CredentialSeal {
  /// What is bound to the ciphertext.
  struct Context {
    let vaultID: Identifier
    let owner: Identifier
    let version: Int
    let kind: RecordKind
    let origins: [String]
    let template: [UInt8]

    init(vaultID: Identifier, secret: Secret, version: Int) {
      self.vaultID = vaultID
      owner = secret.id
      self.version = version
      kind = .secret
      origins = secret.binding.origins.map(\.description)
      template = secret.injection.encode()
    }

    /// `version` is that of the tokens, which refreshing counts up.
    init(vaultID: Identifier, connection: Connection, version: Int) {
      self.vaultID = vaultID
      owner = connection.id
      self.version = version
      kind = .connection
      origins = connection.binding.origins.map(\.description)
      template = connection.injection.encode()
    }

    init(vaultID: Identifier, app: OAuthApp) {
      self.vaultID = vaultID
      owner = app.id
      version = app.version
      kind = .oauthApp
      origins = [app.provider]
      template = Array(app.clientID.utf8)
    }

    var aad: [UInt8] {
      CanonicalWriter.write { fields in
        fields.append(Int64(1))
        fields.append(vaultID)
        fields.append("sealed_value")
        fields.append(owner)
        fields.append(Int64(version))
        fields.append(kind.rawValue)
        fields.append(SHA256Hash.of(CanonicalWriter.write { $0.append(origins) }))
        fields.append(template)
      }
    }

    var keyInfo: [UInt8] {
      CanonicalWriter.write { fields in
        fields.append(owner)
        fields.append(Int64(version))
      }
    }
  }

  private static let saltLength = 16

  static func seal(_ credential: Credential, in context: Context, with keys: UseKeys) throws(CryptoError) -> [UInt8] {
    let salt = try Random.bytes(saltLength)
    let key = try HKDF.derive(keys.key(.seal), salt: salt, info: context.keyInfo)
    return salt + (try AEAD.seal(encode(credential), key: key, aad: context.aad))
  }

  static func open(_ box: [UInt8], in context: Context, with keys: UseKeys) throws(VaultError) -> Credential {
    do {
      guard box.count > saltLength else { throw CryptoError.notAuthentic }
      let key = try HKDF.derive(keys.key(.seal), salt: Array(box[..<saltLength]), info: context.keyInfo)
      return try decode(AEAD.open(Array(box[saltLength...]), key: key, aad: context.aad))
    } catch {
      throw .damaged("the sealed value of \(context.owner) does not belong to its row")
    }
  }

  /// Pairs of length-prefixed name and value, built in locked pages.
  private static func encode(_ credential: Credential) -> SecretBytes {
    let plaintext = SecretBytes()
    func append(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe plaintext.append($0) } }
    for field in credential.fields {
      append(CanonicalWriter.bigEndian(UInt32(field.name.utf8.count)) + Array(field.name.utf8))
      append(CanonicalWriter.bigEndian(UInt32(field.value.count)))
      unsafe field.value.withUnsafeBytes { unsafe plaintext.append($0) }
    }
    return plaintext
  }

  private static func decode(_ plaintext: SecretBytes) throws -> Credential {
    try unsafe plaintext.withUnsafeBytes { bytes in
      var position = 0
      func next() throws -> Range<Int> {
        guard bytes.count - position >= 4 else { throw CryptoError.notAuthentic }
        let length = (0..<4).reduce(0) { unsafe $0 << 8 | Int(bytes[position + $1]) }
        position += 4
        guard bytes.count - position >= length else { throw CryptoError.notAuthentic }
        defer { position += length }
        return position..<(position + length)
      }
      var fields: [Credential.Field] = []
      while position < bytes.count {
        let (nameRange, valueRange) = (try next(), try next())
        let name = unsafe String(decoding: bytes[nameRange], as: UTF8.self)
        let value = unsafe SecretBytes(UnsafeRawBufferPointer(rebasing: bytes[valueRange]))
        fields.append(Credential.Field(name: name, value: value))
      }
      return Credential(fields: fields)
    }
  }
}
