public import Domain

/// What the connect page does for whoever holds a session's token. None of it wants the passphrase: what a user connects or
/// gives opens nothing that was in the vault before (see ``UserGrant``).
extension Vault {
  /// The session of a token, whoever shows it; nil when there is none, or its time is over without an answer.
  public func connectSession(token: String) async throws(VaultError) -> ConnectSession? {
    let keys = try await useKeys(rearming: false)
    let (seal, time) = (try ConnectSessionSeal(keys, vaultID: id), now)
    return try await database.read { transaction in
      guard let session = try transaction.connectSession(.token(token), seal: seal) else { return nil }
      return session.answer != nil || session.expiresAt > time ? session : nil
    }
  }

  /// What the page of a session is opened with, so that the portal can show it.
  ///
  /// - Throws: `notFound` for a session that does not wait.
  public func connectToken(of session: Identifier) async throws(VaultError) -> String {
    let keys = try await useKeys(rearming: false)
    let (seal, time) = (try ConnectSessionSeal(keys, vaultID: id), now)
    return try await database.read { transaction in
      seal.token(of: try transaction.waitingConnectSession(.id(session), seal: seal, at: time).id)
    }
  }

  /// The user says no.
  public func declineConnectSession(token: String, reason: String) async throws(VaultError) -> ConnectSession {
    let reason = Printable.text(reason, limit: 500)
    let session = try await answer(.token(token)) { try $0.answer(.denied(reason: reason)) }
    await endAttempts(of: session.id)
    return session
  }

  /// Ends a session that waits; its caller is told `connect_cancelled`. It only narrows, and wants no passphrase.
  public func cancelConnectSession(_ id: Identifier) async throws(VaultError) -> ConnectSession {
    let session = try await answer(.id(id)) {
      try $0.answer(.failed(code: "connect_cancelled", reason: "the session was cancelled"))
    }
    await endAttempts(of: id)
    return session
  }
}
