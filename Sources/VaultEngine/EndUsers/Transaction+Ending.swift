internal import Domain

extension Transaction {
  /// What a grant that ended for good was sent with goes: a connection's tokens are kept until its provider was told of it
  /// (``Vault/tellProviders(keys:)`` does, after the transaction), a user's own key for as long as other revocations can be
  /// taken back.
  func retire(_ source: GrantSource, at now: Timestamp) throws {
    let seconds = source.connection == nil ? Vault.undoSeconds : Vault.revokedTokenSeconds
    for value in try sealedValues(of: source.id) {
      let end = now.adding(seconds: seconds)
      try expireSealedValue(of: source.id, version: value.version, at: min(value.expiresAt ?? end, end))
    }
    if source.connection != nil {
      try putRemoteRevocation(.pending(attempts: 0), of: source.id, nextAt: now)
    }
  }

  /// Nothing is left of what a grant was sent with.
  func destroy(_ source: GrantSource) throws {
    try deleteSealedValues(of: source.id, before: .max)
    if source.connection != nil { try deleteConnection(source.id) }
  }
}
