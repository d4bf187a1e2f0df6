internal import Domain
internal import OAuthClient

extension AdminChange {
  /// Stores what a user has just agreed to, with the grant that stands for it: a new connection, or one that was
  /// connected anew, which keeps its grant and begins again with its tokens.
  ///
  /// - Parameters:
  ///   - connection: its `version` is set here.
  ///   - accessSeconds: how long access lasts when the answer did not say; nil when it does not end.
  /// - Returns: the connection as stored.
  @discardableResult
  func store(
    _ tokens: TokenSet, as connection: Connection, grant: Grant, accessSeconds: Int?
  ) throws -> Connection {
    let before = rows.connections[connection.id]?.connection
    var connection = connection
    connection.version = (before?.version ?? 0) + 1
    try writer.put(ConnectionRecord(connection: connection))
    try writer.put(GrantRecord(grant: grant, recordVersion: (rows.grants[grant.id]?.recordVersion ?? 0) + 1))
    let state = try transaction.putAgreed(
      tokens, of: connection, scopesAsked: connection.scopesAsked, accessSeconds: accessSeconds, vaultID: vaultID,
      keys: keys, now: now)
    try record(rows.event(isNew: before == nil, of: connection, grant: grant, state))
    return connection
  }
}

extension Transaction {
  /// Stores tokens that a user has just agreed to. What came before, and the answer to a refresh that is on its way, belong
  /// to the earlier agreement.
  ///
  /// - Parameter accessSeconds: how long access lasts when the answer did not say; nil when it does not end.
  func putAgreed(
    _ tokens: TokenSet, of connection: Connection, scopesAsked: [String], accessSeconds: Int?, vaultID: Identifier,
    keys: UseKeys, now: Timestamp
  ) throws -> ConnectionState {
    let lease = try refreshLease(of: connection.id)
    try putRefreshLease(RefreshLeaseRow(fence: lease.fence + 1), of: connection.id)
    try deleteRemoteRevocation(of: connection.id)
    let said = TokenSet(
      accessToken: tokens.accessToken, refreshToken: tokens.refreshToken, expiresIn: tokens.expiresIn,
      scopes: tokens.scopes ?? scopesAsked, account: tokens.account)
    return try putTokens(said, of: connection, accessSeconds: accessSeconds, vaultID: vaultID, keys: keys, now: now)
  }
}

extension DecidingRows {
  /// What the log says of a connection that a user has just agreed to.
  func event(isNew: Bool, of connection: Connection, grant: Grant, _ state: ConnectionState) -> AuditEvent {
    var event = event(
      isNew ? .connectionMade : .connectionRemade, of: connection,
      reason: (connection.account.isEmpty ? "" : "as \(connection.account); ")
        + "scopes: \(state.scopesGiven.joined(separator: " "))")
    event.grantID = grant.id
    event.principal = grant.principal.description
    return event
  }
}
