public import Domain

/// What an end user does in the wallet. All of it narrows, but for an end within the developer's bound.
extension Vault {
  /// Ends a grant for good and for everybody; the provider is told where it can be. Calls with it that wait are denied, and
  /// answers that come through this process are cut.
  public func revokeInWallet(_ grant: Identifier, by visitor: WalletVisitor) async throws(VaultError) {
    let ended = try await change(as: visitor) { change -> GrantSource? in
      let (grant, source) = try change.view.grant(grant)
      guard grant.revokedAt == nil else { return nil }
      try change.issued.put(
        .withdrawal(IssuedBody.Withdrawal(target: grant.id, time: change.now, reason: "", by: change.user)))
      try change.destroyCredential(of: source)
      try change.endWaitingCalls(with: grant)
      change.record(.grantWithdrawn, grant, source, "by its user, for every caller")
      return source
    }
    openExchanges.cut(with: grant, because: .revokedByUser)
    guard let ended, let keys = try await presentKeys(rearming: false) else { return }
    if ended.connection == nil { try? await database.checkpoint() }
    try? await closeParkedCalls(keys)
    await tellProviders(keys: keys)
  }

  /// Says what the user's grant may be used for, in the place of what the user said before.
  ///
  /// - Throws: ``VaultError`` `badInput` for an end that is over or beyond ``WalletEntry/latestEnd``, for methods that are
  ///   none, and for a time zone that this machine has not.
  public func setWalletLimits(_ limits: UserLimits, by visitor: WalletVisitor) async throws(VaultError) {
    var methods: Set<String> = []
    for method in limits.methods { methods.insert(try Self.checkedMethod(method)) }
    if let zone = limits.hours?.zone, ZoneSource.system.zone(zone) == nil {
      throw VaultError(
        .badInput, "\(Printable.text(zone, limit: 64)) is no time zone of this machine", hint: "nothing was changed")
    }
    let checked = methods.sorted()
    try await change(as: visitor) { change in
      let (grant, source) = try change.view.grant(limits.grant)
      guard (grant.revokedAt ?? source.revokedAt) == nil else {
        throw VaultError(.badInput, "the grant was revoked", hint: "nothing was changed", cause: .grantRevoked)
      }
      if let end = limits.expiresAt {
        try CallerCheck.check(expiry: end, at: change.view.moment)
        if let latest = change.view.latestEnd(of: grant), end > latest {
          throw VaultError(.badInput, "it cannot last longer than until \(latest)", hint: "nothing was changed")
        }
      }
      let said = UserLimits(
        grant: grant.id, user: change.view.visitor.user, methods: checked, hours: limits.hours,
        asksFirst: limits.asksFirst, expiresAt: limits.expiresAt, changedAt: change.now)
      try change.issued.put(.userLimits(said))
      change.record(.walletLimitsSet, grant, source, said.inWords)
    }
  }
}

extension WalletChange {
  /// A key goes at once; tokens are kept, sealed, until their provider was told.
  fileprivate func destroyCredential(of source: GrantSource) throws {
    if source.connection == nil { return try transaction.deleteSealedValues(of: source.id, before: .max) }
    try transaction.retire(source, at: now)
  }

  /// The process that waits sees it, and the log gets the denial.
  fileprivate func endWaitingCalls(with grant: Grant) throws {
    for row in try transaction.parkedCalls() where row.ending == nil {
      guard let content = try? ParkedSeal.open(row.box, id: row.id, vaultID: vaultID, with: keys),
        content.grant == grant.id
      else { continue }
      try transaction.endParkedCall(row.id, because: "the user revoked \(grant.name) while the call waited")
    }
  }
}

extension VaultError {
  fileprivate static let revokedByUser = VaultError(
    .denied, "the user revoked the grant while the call was under way", hint: "let them connect anew",
    cause: .grantRevoked)
}
