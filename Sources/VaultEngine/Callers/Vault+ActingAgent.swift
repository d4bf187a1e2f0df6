public import Domain
internal import VaultCrypto

extension Vault {
  /// An agent for which the app acts that made it, with the app's own key: with what the agent has, at the app's address.
  ///
  /// - Throws: ``VaultError`` `notFound` when the app has no such agent, else with its cause when the agent has ended.
  public func identity(
    ofAgent id: Identifier, below app: CallerIdentity
  ) async throws(VaultError) -> CallerIdentity {
    let keys = try await useKeys(rearming: false)
    let (vaultID, time, cache) = (self.id, now, decidingRows)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      try rows.requireAuthentic(keys, vaultID: vaultID)
      guard rows.book.isBelow(id, app.id),
        let shown = rows.book.entries[app.id]?.caller.keys.first(where: { $0.id == app.keyID })
      else { throw VaultError.notFound("agent", id.description, list: "callers list") }
      // Calls are counted for the caller that acts: a limit of the key alone would not be kept.
      guard shown.ratePerMinute == nil else {
        throw VaultError(
          .denied, "the key \(shown.prefix)… has a limit of its own, and cannot act for an agent",
          hint: "use the agent's own key", cause: .keyInactive)
      }
      let standing = try rows.book.standing(of: id, key: nil, at: time)
      try rows.requireSigned(caller: standing.rootID)
      try standing.require(app.address)
      return standing.identity(from: app.address)
    }
  }

  /// The caller of a key that may do nothing because it is suspended, so that it can learn that; nil for any other key.
  public func suspendedCaller(
    _ key: [UInt8], from address: NetworkAddress
  ) async throws(VaultError) -> (caller: Caller, key: Identifier)? {
    guard let text = CallerKeyText(key) else { return nil }
    let keys = try await useKeys(rearming: false)
    let digest = MAC.of(text.bytes, key: keys.key(.callerPepper))
    let (vaultID, time, cache) = (self.id, now, decidingRows)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      try rows.requireAuthentic(keys, vaultID: vaultID)
      guard let found = rows.book.keysByDigest[digest], let entry = rows.book.entries[found.caller],
        entry.caller.suspendedAt != nil, let shown = entry.caller.keys.first(where: { $0.id == found.key }),
        MAC.areEqual(shown.digest, digest), shown.revokedAt == nil, shown.expiresAt.map({ $0 > time }) ?? true
      else { return nil }
      do throws(VaultError) { _ = try rows.book.standing(of: found.caller, key: found.key, at: time) } catch {
        // Not when it, or one above it, has ended besides.
        guard error.cause == .callerSuspended else { throw error }
      }
      return (entry.caller, found.key)
    }
  }
}
