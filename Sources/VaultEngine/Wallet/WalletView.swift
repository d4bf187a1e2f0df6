internal import Domain

/// What a visitor of a wallet may see, in one snapshot of the rows.
struct WalletView {
  let rows: DecidingRows
  let visitor: WalletVisitor
  /// The newest time that is known: what has ended stays ended.
  let moment: Timestamp
  /// Of the caller whose link was opened; nil for a link of the developer's.
  let standing: Standing?
  /// Grants of which the caller holds one that was issued out of them.
  private let reached: Set<Identifier>

  /// - Throws: ``VaultError`` `denied` when the caller that made the link has ended or may no longer make any: the visit is
  ///   over.
  init(_ rows: DecidingRows, _ visitor: WalletVisitor, at moment: Timestamp) throws(VaultError) {
    self.rows = rows
    self.visitor = visitor
    self.moment = moment
    if let caller = visitor.caller { standing = try rows.requireMayLink(caller, at: moment) } else { standing = nil }
    var reached: Set<Identifier> = []
    for issued in rows.book.grants.values.map(\.grant) where issued.holder == visitor.caller {
      let chain = rows.chain(of: issued.id)
      if let top = chain.last?.parent, (try? rows.requireHeld(chain, at: moment)) != nil { reached.insert(top) }
    }
    self.reached = reached
  }

  /// What the user connected or gave by themselves.
  func userGrant(_ id: Identifier) -> UserGrant? { rows.userGrants[id] }

  /// The user's grants, each with its source. A secret that the user did not give is the developer's, whoever it is for.
  var grants: [(grant: Grant, source: GrantSource)] {
    rows.grants.values.compactMap { record in
      guard let source = rows.source(of: record.grant), shows(record.grant, source) else { return nil }
      return (record.grant, source)
    }
  }

  /// One of them, its row checked.
  func grant(_ id: Identifier) throws(VaultError) -> (grant: Grant, source: GrantSource) {
    guard let grant = rows.grants[id]?.grant, let source = rows.source(of: grant), shows(grant, source) else {
      throw VaultError(.notFound, "there is no such grant in this wallet", hint: "look at the wallet again")
    }
    try rows.requireSigned(grant.id, source.id)
    return (grant, source)
  }

  private func shows(_ grant: Grant, _ source: GrantSource) -> Bool {
    guard grant.principal == .user(visitor.user) else { return false }
    let own = rows.userGrants[grant.id]
    guard own != nil || source.connection != nil else { return false }
    guard let standing else { return true }
    return standing.reach.contains(grant.id) || own?.caller == standing.caller.id || reached.contains(grant.id)
  }

  /// Whether a name in the log is that of the caller whose link was opened, or of one below it; anybody for a link of the
  /// developer's.
  func isOwn(caller name: String) -> Bool {
    guard let own = standing?.fullName else { return true }
    return name == own || name.hasPrefix(own + "/")
  }
}

extension Vault {
  /// Reads what a visitor may see, with everything that it rests on checked. It is no use that keeps the vault unlocked.
  func look<Result: Sendable>(
    as visitor: WalletVisitor, _ body: @escaping @Sendable (WalletView, Transaction, UseKeys) throws -> Result
  ) async throws(VaultError) -> Result {
    let keys = try await useKeys(rearming: false)
    let (cache, id, time) = (decidingRows, id, now)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      try rows.requireAuthentic(keys, vaultID: id)
      let moment = max(time, try transaction.newestAudit().time ?? time)
      return try body(try WalletView(rows, visitor, at: moment), transaction, keys)
    }
  }
}
