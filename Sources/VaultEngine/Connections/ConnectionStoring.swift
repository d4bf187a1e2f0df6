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
    // What came before, and the answer to a refresh that is on its way, belong to the earlier agreement.
    var lease = try transaction.refreshLease(of: connection.id)
    lease = RefreshLeaseRow(fence: lease.fence + 1)
    try transaction.putRefreshLease(lease, of: connection.id)
    try transaction.deleteRemoteRevocation(of: connection.id)
    let said = TokenSet(
      accessToken: tokens.accessToken, refreshToken: tokens.refreshToken, expiresIn: tokens.expiresIn,
      scopes: tokens.scopes ?? connection.scopesAsked, account: tokens.account)
    let state = try transaction.putTokens(
      said, of: connection, accessSeconds: accessSeconds, vaultID: vaultID, keys: keys, now: now)
    var event = rows.event(
      before == nil ? .connectionMade : .connectionRemade, of: connection,
      reason: (connection.account.isEmpty ? "" : "as \(connection.account); ")
        + "scopes: \(state.scopesGiven.joined(separator: " "))")
    event.grantID = grant.id
    event.principal = grant.principal.description
    try record(event)
    return connection
  }
}
