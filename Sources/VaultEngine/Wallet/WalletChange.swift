internal import Domain
internal import Glibc

/// One act of an end user in the wallet, inside its transaction: it writes issued rows only, which narrow.
struct WalletChange: ChangesIssuedRows {
  let change: IssuedChange
  let view: WalletView

  init(_ change: IssuedChange, by visitor: WalletVisitor) throws(VaultError) {
    self.change = change
    view = try WalletView(change.rows, visitor, at: change.moment)
  }

  /// Who acts, as it stands in rows: `user:mia`.
  var user: String { Principal.user(view.visitor.user).description }

  /// Notes what was done with a grant.
  func record(_ kind: AuditEvent.Kind, _ grant: Grant, _ source: GrantSource, _ reason: String) {
    record(
      AuditEvent(
        kind: kind, caller: Vault.walletName, pid: getpid(), principal: user, grantID: grant.id, subject: grant.name,
        provider: source.provider, credentialKind: source.kind, reason: reason))
  }
}

extension Vault {
  /// Runs an act of a visitor in one synced transaction with its events.
  func change<Result: Sendable>(
    as visitor: WalletVisitor, _ body: @escaping @Sendable (WalletChange) throws -> Result
  ) async throws(VaultError) -> Result {
    try await changeIssued(rearming: false) { try body(WalletChange($0, by: visitor)) }
  }
}
