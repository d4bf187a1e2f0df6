public import Domain

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
}
