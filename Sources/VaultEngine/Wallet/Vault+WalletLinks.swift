public import Domain
internal import Glibc

extension Vault {
  /// The longest time for which a link can be opened, in seconds, and the usual one.
  public static let longestWalletLink: Int64 = 86_400
  public static let usualWalletLink: Int64 = 900
  /// What is done in a wallet has this in the place of a caller in the log.
  public static let walletName = "wallet"

  /// Mints a link that opens the wallet of an end user, once. By the developer an admin act, since whoever opens it can
  /// approve what policies ask the user; by a caller with the right ``CallerRight/walletLinks``.
  ///
  /// - Returns: what stands behind `/wallet/open/`.
  /// - Throws: ``VaultError`` `badInput` for a time of no length or beyond ``longestWalletLink``, and for a user whose name
  ///   can be no principal's.
  public func mintWalletLink(
    for user: String, lifetime: Int64 = usualWalletLink, by authority: CallerAuthority
  ) async throws(VaultError) -> (link: String, expiresAt: Timestamp) {
    guard (1...Self.longestWalletLink).contains(lifetime) else {
      throw VaultError(.badInput, "a wallet link lasts between a second and a day", hint: "nothing was made")
    }
    guard Name.isValid(user) else {
      throw VaultError(
        .badInput, "\(Printable.text(user, limit: 80)) cannot be the name of a user: \(Name.rule)",
        hint: "nothing was made")
    }
    let keys = try await useKeys(rearming: false)
    let seal = try WalletLinkSeal(keys, vaultID: id)
    return try await changeCallers(by: authority, needing: .walletLinks) { change in
      let link = WalletLink(
        expiresAt: change.now.adding(seconds: lifetime), user: user,
        maker: change.standing.map { $0.key?.id ?? $0.caller.id })
      change.record(
        AuditEvent(
          kind: .walletLinkMade, requestID: link.id, caller: change.standing?.fullName ?? "", pid: getpid(),
          principal: Principal.user(user).description, subject: user, reason: "until \(link.expiresAt)",
          keyPrefix: change.standing?.key?.prefix ?? ""))
      return (seal.text(of: link), link.expiresAt)
    }
  }

  /// Whether a link could be opened now; it is not used up.
  public func isWalletLink(_ link: String) async throws(VaultError) -> Bool {
    let keys = try await useKeys(rearming: false)
    guard let link = try WalletLinkSeal(keys, vaultID: id).read(link) else { return false }
    let (cache, id, time) = (decidingRows, id, now)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      try rows.requireAuthentic(keys, vaultID: id)
      let moment = max(time, try transaction.newestAudit().time ?? time)
      do throws(VaultError) { _ = try rows.visitor(of: link, at: moment) } catch {
        guard error.code == .denied else { throw error }
        return false
      }
      return try !transaction.isWalletLinkOpened(link.id)
    }
  }

  /// Opens a link, once.
  ///
  /// - Throws: ``VaultError`` `denied` for one that is forged, over, or was opened before, and for one of a caller that has
  ///   ended or may no longer make any.
  public func openWallet(link text: String) async throws(VaultError) -> WalletVisitor {
    let keys = try await useKeys(rearming: false)
    guard let link = try WalletLinkSeal(keys, vaultID: id).read(text) else {
      throw VaultError(.denied, "this is no link of this vault", hint: "ask for a new one")
    }
    let (log, cache, id, time) = (auditLog(keys), decidingRows, id, now)
    return try await database.write { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      try rows.requireAuthentic(keys, vaultID: id)
      let moment = max(time, try transaction.newestAudit().time ?? time)
      let visitor = try rows.visitor(of: link, at: moment)
      // A day later even a clock that is set back shows that the link is over.
      try transaction.forgetWalletLinks(endedBefore: moment.adding(seconds: -Self.longestWalletLink))
      guard try transaction.openWalletLink(link.id, expiresAt: link.expiresAt, at: time) else {
        throw VaultError(.denied, "the link was opened before", hint: "ask for a new one")
      }
      try log.append(
        AuditEvent(
          kind: .walletOpened, requestID: link.id, caller: Self.walletName, pid: getpid(),
          principal: Principal.user(link.user).description, subject: link.user,
          reason: visitor.caller.map { "by the link of \(rows.book.fullNames[$0] ?? "a caller")" } ?? ""),
        in: transaction)
      return visitor
    }
  }
}

extension DecidingRows {
  /// Who a link lets in, unless it is over or its maker may no longer make any.
  fileprivate func visitor(of link: WalletLink, at moment: Timestamp) throws(VaultError) -> WalletVisitor {
    guard link.expiresAt > moment else {
      throw VaultError(.denied, "the link is over since \(link.expiresAt)", hint: "ask for a new one")
    }
    var caller: Identifier?
    if let maker = link.maker {
      let owner = book.entries[maker] ?? book.owner(ofKey: maker)
      guard let owner else { throw .makerEnded }
      let key = owner.caller.id == maker ? nil : maker
      try requireMayLink(owner.caller.id, key: key, at: moment)
      caller = owner.caller.id
    }
    return WalletVisitor(user: link.user, caller: caller, link: link.id)
  }

  /// The standing of a caller that makes links.
  @discardableResult
  func requireMayLink(
    _ caller: Identifier, key: Identifier? = nil, at moment: Timestamp
  ) throws(VaultError) -> Standing {
    do throws(VaultError) {
      let standing = try book.standing(of: caller, key: key, at: moment)
      try requireSigned(caller: standing.rootID)
      try standing.require(.walletLinks)
      return standing
    } catch {
      // Who opens a link is told nothing of its maker's keys.
      throw error.cause == nil ? error : .makerEnded
    }
  }
}

extension VaultError {
  fileprivate static let makerEnded = VaultError(
    .denied, "the application that made the link may no longer make any", hint: "ask for a new one")
}
