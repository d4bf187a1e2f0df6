public import Domain

extension Vault {
  /// Where a caller's grant may be called, for a program that completes a path to a URL. It decides nothing.
  ///
  /// - Parameter text: as in ``request(_:_:grantID:headers:body:as:context:reason:onParked:)``: an id or a name.
  /// - Throws: ``VaultError`` `notFound` also for a grant that is there, and not for this caller.
  public func binding(
    ofGrant text: String, for identity: CallerIdentity
  ) async throws(VaultError) -> (grant: Grant, binding: Binding) {
    let cache = decidingRows
    if let found = cache.rows(seenWithin: Self.knownFor)?.reached(text, by: identity) { return found }
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      guard let found = rows.reached(text, by: identity) else { throw VaultError.notReachable(text) }
      return found
    }
  }
}

extension DecidingRows {
  fileprivate func reached(_ text: String, by identity: CallerIdentity) -> (grant: Grant, binding: Binding)? {
    if let named = try? resolve(grant: text), identity.reach.contains(named.0.id) {
      return (named.0, named.1.binding)
    }
    // One that was issued to it: by its id, its label, or the name of what it was made of. Of several the call itself says
    // that it does not know which.
    let held = book.grants.values.map(\.grant).filter { $0.holder == identity.id && $0.revokedAt == nil }
    let id = Identifier(text)
    let fitting = held.first { $0.id == id } ?? held.first { $0.label == text || topmost($0)?.name == text }
    guard let fitting, let grant = topmost(fitting), let source = source(of: grant) else { return nil }
    return (grant, source.binding)
  }
}
