internal import Domain
internal import VaultCrypto

/// Seals a parked call, whose body may be anything, under a key of its own.
enum ParkedSeal {
  private static let saltLength = 16

  static func seal(_ content: ParkedContent, vaultID: Identifier, with keys: UseKeys) throws(VaultError) -> [UInt8] {
    do {
      let salt = try Random.bytes(saltLength)
      let key = try HKDF.derive(keys.key(.seal), salt: salt, info: info(content.id))
      return salt + (try AEAD.seal(SecretBytes(content.encode()), key: key, aad: aad(content.id, vaultID)))
    } catch {
      throw VaultError(.storage, "the cryptographic library failed", hint: "nothing was sent")
    }
  }

  static func open(
    _ box: [UInt8], id: Identifier, vaultID: Identifier, with keys: UseKeys
  ) throws(VaultError) -> ParkedContent {
    do {
      guard box.count > saltLength else { throw CryptoError.notAuthentic }
      let key = try HKDF.derive(keys.key(.seal), salt: Array(box[..<saltLength]), info: info(id))
      let plaintext = try AEAD.open(Array(box[saltLength...]), key: key, aad: aad(id, vaultID))
      let content = try ParkedContent.decode(plaintext.copy())
      guard content.id == id else { throw CryptoError.notAuthentic }
      return content
    } catch {
      throw .damaged("the parked call \(id) was changed outside gatehouse")
    }
  }

  private static func info(_ id: Identifier) -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append("parked_call")
      fields.append(id)
    }
  }

  private static func aad(_ id: Identifier, _ vaultID: Identifier) -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(vaultID)
      fields.append("parked_call")
      fields.append(id)
    }
  }
}
