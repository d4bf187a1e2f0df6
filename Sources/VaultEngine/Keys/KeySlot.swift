internal import Domain
internal import VaultCrypto

/// Wraps the root key for one way in: a passphrase (scrypt) or a recovery code (HKDF, since it is random already).
struct KeySlot: Sendable {
  let row: KeySlotRow

  private static let verifierLength = 32

  // MARK: Making

  static func passphrase(
    _ passphrase: SecretBytes, root: RootKey, vaultID: Identifier, adminKey: [UInt8], cost: Scrypt.Cost,
    leastLogN: UInt8
  ) throws(CryptoError) -> KeySlotRow {
    let salt = try Random.bytes(32)
    let parameters = CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(vaultID)
      fields.append("scrypt")
      fields.append(Int64(cost.logN))
      fields.append(Int64(cost.r))
      fields.append(Int64(cost.p))
      fields.append(salt)
    }
    let key = try Scrypt.derive(
      Passphrase.normalized(passphrase), salt: salt, cost: cost, leastLogN: leastLogN)
    return try seal(root, kind: .passphrase, key: key, parameters: parameters, adminKey: adminKey)
  }

  static func recovery(
    _ code: RecoveryCode, root: RootKey, vaultID: Identifier, adminKey: [UInt8]
  ) throws(CryptoError) -> KeySlotRow {
    let salt = try Random.bytes(32)
    let parameters = CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(vaultID)
      fields.append("hkdf")
      fields.append(salt)
    }
    let key = try HKDF.derive(code.bytes, salt: salt, info: Array("gatehouse recovery".utf8))
    return try seal(root, kind: .recovery, key: key, parameters: parameters, adminKey: adminKey)
  }

  private static func seal(
    _ root: RootKey, kind: KeySlotRow.Kind, key: SecretBytes, parameters: [UInt8], adminKey: [UInt8]
  ) throws(CryptoError) -> KeySlotRow {
    let (verifier, boxKey) = try split(key)
    let box = verifier + (try AEAD.seal(root.bytes, key: boxKey, aad: parameters + SHA256Hash.of(adminKey)))
    return KeySlotRow(
      kind: kind, parameters: parameters, box: box, checksum: checksum(kind, parameters, box), testedAt: nil)
  }

  // MARK: Opening

  init(_ row: KeySlotRow) throws(VaultError) {
    guard row.checksum == Self.checksum(row.kind, row.parameters, row.box), row.box.count > Self.verifierLength else {
      throw .damaged("the \(row.kind.rawValue) slot does not match its checksum")
    }
    self.row = row
  }

  func open(passphrase: SecretBytes, adminKey: [UInt8], leastLogN: UInt8) throws(VaultError) -> RootKey {
    do {
      let (cost, salt) = try readScrypt()
      let key = try Scrypt.derive(
        Passphrase.normalized(passphrase), salt: salt, cost: cost, leastLogN: leastLogN)
      return try open(key, adminKey: adminKey)
    } catch { throw Self.translated(error, wrong: .wrongPassphrase) }
  }

  func open(code: RecoveryCode, adminKey: [UInt8]) throws(VaultError) -> RootKey {
    let wrong = VaultError(
      .wrongPassphrase, "the recovery code does not open this vault", hint: "check that the kit is this vault's")
    do {
      let salt = try CanonicalReader.read(row.parameters) { (fields) throws(CanonicalReader.Malformed) in
        try fields.version(1)
        _ = try fields.bytes()
        guard try fields.text() == "hkdf" else { throw CanonicalReader.Malformed() }
        return try fields.bytes()
      }
      let key = try HKDF.derive(code.bytes, salt: salt, info: Array("gatehouse recovery".utf8))
      return try open(key, adminKey: adminKey)
    } catch { throw Self.translated(error, wrong: wrong) }
  }

  private struct WrongKey: Error {}

  private func readScrypt() throws(CanonicalReader.Malformed) -> (Scrypt.Cost, salt: [UInt8]) {
    try CanonicalReader.read(row.parameters) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      _ = try fields.bytes()
      guard try fields.text() == "scrypt", let logN = UInt8(exactly: try fields.integer()),
        let r = UInt32(exactly: try fields.integer()), let p = UInt32(exactly: try fields.integer())
      else { throw CanonicalReader.Malformed() }
      return (Scrypt.Cost(logN: logN, r: r, p: p), try fields.bytes())
    }
  }

  private func open(_ key: SecretBytes, adminKey: [UInt8]) throws -> RootKey {
    let (verifier, boxKey) = try Self.split(key)
    guard MAC.areEqual(verifier, Array(row.box[..<Self.verifierLength])) else { throw WrongKey() }
    let box = Array(row.box[Self.verifierLength...])
    // The key is right, so a tag that fails means that parameters or admin key are not those of then.
    return RootKey(bytes: try AEAD.open(box, key: boxKey, aad: row.parameters + SHA256Hash.of(adminKey)))
  }

  private static func translated(_ error: any Error, wrong: VaultError) -> VaultError {
    switch error {
    case is WrongKey: wrong
    case CryptoError.notAuthentic: .damaged("the key that signs its rows was exchanged")
    case CryptoError.badParameters(let reason): .damaged("its key slot is refused: \(reason)")
    case is CanonicalReader.Malformed: .damaged("a key slot cannot be read")
    default: VaultError(.storage, "the cryptographic library failed", hint: "check the memory that is free")
    }
  }

  private static func split(_ key: SecretBytes) throws(CryptoError) -> (verifier: [UInt8], box: SecretBytes) {
    let verifier = try HKDF.derive(key, info: Array("gatehouse verifier".utf8))
    return (verifier.copy(), try HKDF.derive(key, info: Array("gatehouse slot".utf8)))
  }

  private static func checksum(_ kind: KeySlotRow.Kind, _ parameters: [UInt8], _ box: [UInt8]) -> [UInt8] {
    SHA256Hash.of(
      CanonicalWriter.write { fields in
        fields.append(kind.rawValue)
        fields.append(parameters)
        fields.append(box)
      })
  }
}
