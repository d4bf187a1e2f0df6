public import Domain

/// What an end user sees in the wallet. None of it wants the passphrase; a visitor comes of a link that was opened
/// (``openWallet(link:)``), and is looked at again each time.
extension Vault {
  /// The user's grants, those that hold first, then the newest first.
  ///
  /// - Throws: ``VaultError`` `denied` when the visit is over, since the caller that made its link has ended.
  public func wallet(of visitor: WalletVisitor) async throws(VaultError) -> [WalletEntry] {
    try await look(as: visitor) { view, transaction, _ in try view.entries(in: transaction) }
  }

  /// What programs that the visitor finds in the log are called for people, by their full names; those that have no such
  /// name are left out.
  public func walletNames(of visitor: WalletVisitor) async throws(VaultError) -> [String: String] {
    try await look(as: visitor) { view, _, _ in view.displayNames }
  }

  /// What was done with the user's grants, the newest first. Through a caller's link only calls of that caller and of its
  /// agents are seen, and what became of the grants themselves.
  ///
  /// - Parameter grant: one of them; nil for all.
  public func walletActivity(
    of visitor: WalletVisitor, grant: Identifier? = nil, limit: Int = 50
  ) async throws(VaultError) -> [AuditEntry] {
    try await look(as: visitor) { view, transaction, _ in
      let ids = try grant.map { [try view.grant($0).grant.id] } ?? view.grants.map(\.grant.id)
      let limit = max(1, min(limit, 1000))
      var entries: [AuditEntry] = []
      for id in ids {
        var search = AuditSearch(
          AuditQuery(conditions: [.init(term: .field(.grant, id.description), isNegated: false)]))
        if let standing = view.standing {
          search.limit(callsTo: standing.fullName, madeAt: standing.caller.createdAt, by: Self.walletName)
        }
        entries += try transaction.searchAudit(search, limit: limit).map(Self.entry)
      }
      return entries.sorted { $0.sequence > $1.sequence }.prefix(limit).map(view.shown)
    }
  }
}

extension WalletView {
  /// An entry without what is not the user's business: keys, processes, notes of programs, and, through a caller's link,
  /// what others said of the grant.
  fileprivate func shown(_ entry: AuditEntry) -> AuditEntry {
    var event = entry.event
    (event.keyPrefix, event.pid, event.context) = ("", 0, [:])
    if standing != nil, event.caller != Vault.walletName, !isOwn(caller: event.caller) {
      (event.caller, event.reason) = ("", "")
    }
    return AuditEntry(sequence: entry.sequence, time: entry.time, event: event, outcome: entry.outcome)
  }
}
