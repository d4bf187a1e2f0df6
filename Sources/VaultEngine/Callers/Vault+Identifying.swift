public import Domain
internal import VaultCrypto

extension Vault {
  /// So long a caller is known by its key without a look at the disk. A change by this process counts at once, and a call
  /// is decided with what is on the disk in any case.
  static let knownFor = Duration.seconds(1)

  /// Who shows this key, with what it has here and now. It writes nothing, and reads the disk only when it has not looked
  /// lately or does not know the key.
  ///
  /// - Throws: ``VaultError`` `locked`, `integrity`, or `denied` with its ``VaultError/cause``.
  public func identify(
    _ key: [UInt8], from address: NetworkAddress
  ) async throws(VaultError) -> CallerIdentity {
    guard let text = CallerKeyText(key) else { throw .invalidKey }
    let keys = try await useKeys(rearming: false)
    let digest = MAC.of(text.bytes, key: keys.key(.callerPepper))
    let (id, time, cache) = (id, now, decidingRows)
    if let rows = cache.rows(seenWithin: Self.knownFor),
      let found = try? rows.identify(digest, from: address, keys: keys, vaultID: id, at: time)
    {
      return found
    }
    return try await database.read { transaction in
      try cache.rows(transaction).identify(digest, from: address, keys: keys, vaultID: id, at: time)
    }
  }

  /// A caller as the vault's owner acts for it in a program of the owner's own, without a key: with the caller's rights
  /// and no more.
  public func identity(as nameOrID: String) async throws(VaultError) -> CallerIdentity {
    let keys = try await useKeys(rearming: false)
    let (id, time, cache) = (id, now, decidingRows)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      try rows.requireAuthentic(keys, vaultID: id)
      let caller = try rows.caller(nameOrID).caller
      let standing = try rows.book.standing(of: caller.id, key: nil, at: time)
      try rows.requireSigned(caller: standing.rootID)
      return standing.identity(from: .thisMachine)
    }
  }
}

extension DecidingRows {
  fileprivate func identify(
    _ digest: [UInt8], from address: NetworkAddress, keys: UseKeys, vaultID: Identifier, at moment: Timestamp
  ) throws(VaultError) -> CallerIdentity {
    try requireIntact()
    try requireAuthentic(keys, vaultID: vaultID)
    guard let found = book.keysByDigest[digest],
      let key = book.entries[found.caller]?.caller.keys.first(where: { $0.id == found.key }),
      MAC.areEqual(key.digest, digest)
    else { throw .invalidKey }
    let standing = try book.standing(of: found.caller, key: found.key, at: moment)
    try requireSigned(caller: standing.rootID)
    try standing.require(address)
    return standing.identity(from: address)
  }

  func caller(_ nameOrID: String) throws(VaultError) -> CallerBook.Entry {
    guard let entry = book.find(nameOrID) else { throw .notFound("caller", nameOrID, list: "callers list") }
    return entry
  }
}
