internal import Domain

extension Vault {
  /// So long after a refresh another 401 is not the token's age: the answer goes to the caller as it is.
  private static let leastTokenAge: Int64 = 30

  /// Before a call: renews a connection's token that is near its end. Where that does not work out, the call goes out
  /// with the present token as long as that is good.
  func renewIfDue(_ permit: Permit, keys: UseKeys) async throws(VaultError) {
    guard let connection = permit.source.connection, let tokens = permit.tokens, tokens.canRefresh,
      tokens.isDue(connection.id, at: now)
    else { return }
    let need = RefreshNeed(seen: tokens.tokenVersion, reason: .due)
    switch try await refreshed(connection.id, need, keys: keys) {
    case .fresh: return
    case .failed(let state): if state.isExpired(at: now) { throw .notRefreshed(connection, state) }
    case .reauth(let error): throw error
    }
  }

  /// After a 401: a credential newer than `tokens`, by one refresh if nobody has made one meanwhile; nil when there is
  /// none. The call is decided on again.
  ///
  /// - Parameter redacted: what was taken out of the body that was sent, and is sent again.
  func renewed(
    _ permit: Permit, call: Call, redacted: [JSONPointer], after tokens: ConnectionState, keys: UseKeys
  ) async throws(VaultError) -> Credential? {
    guard let connection = permit.source.connection else { return nil }
    let state = try await database.read { try $0.connectionState(of: connection.id) }
    if state?.tokenVersion == tokens.tokenVersion {
      // An API that answers 401 for reasons of its own would otherwise cost a token request a call. A token that just
      // came from the user's consent may still be one that the provider has taken back.
      let isYoung = now < tokens.refreshedAt.adding(seconds: Self.leastTokenAge)
      guard tokens.canRefresh, !isYoung || tokens.refreshedAt == connection.connectedAt else { return nil }
      let need = RefreshNeed(seen: tokens.tokenVersion, reason: .unauthorized)
      switch try await refreshed(connection.id, need, keys: keys) {
      case .fresh: break
      case .failed: return nil
      case .reauth(let error): throw error
      }
    }
    let (credentials, _, redactions) = try await unseal(permit, call: call)
    guard redactions.allSatisfy(redacted.contains) else {
      throw VaultError(
        .denied, "the policies changed meanwhile, and more is to be taken out of the body than was", hint: "call again")
    }
    return credentials.first
  }
}
