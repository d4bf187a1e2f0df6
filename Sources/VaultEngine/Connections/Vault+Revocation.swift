public import Domain
internal import Glibc
internal import OAuthClient

extension Vault {
  /// How long the tokens of a revoked connection are kept, sealed, for its provider to be told.
  static let revokedTokenSeconds: Int64 = 86_400
  /// How long the provider is waited for.
  private static let tellingTime = Duration.seconds(10)

  /// Refuses every call with the grant at once. That of a connection ends with its connection: the provider is told too,
  /// for ten seconds at most, and again later when it does not answer.
  ///
  /// - Returns: how far the provider was told; nil for the grant of a secret.
  @discardableResult
  public func revokeGrant(_ id: Identifier) async throws(VaultError) -> RemoteRevocation? {
    let connection = try await change { change in
      let record = try change.grant(id)
      let connection = change.rows.connections[record.grant.sourceID]?.connection
      if record.grant.revokedAt == nil { try change.revoke(record, of: connection) }
      return connection?.id
    }
    guard let connection else { return nil }
    if let keys = try? await useKeys(rearming: false) {
      await tellProviders(keys: keys)
      if let task = revocations[connection] { await task.value }
    }
    return try await database.read { try $0.remoteRevocation(of: connection) }
  }

  /// Begins to tell the providers whose time it is, each in a task of its own.
  func tellProviders(keys: UseKeys) async {
    let time = now
    guard let due = try? await database.read({ try $0.dueRevocations(at: time) }) else { return }
    for connection in due where revocations[connection] == nil {
      let attempt = RevocationAttempt(connection: connection, log: auditLog(keys))
      revocations[connection] = Task { await run(attempt) }
    }
  }

  func waitForRevocations() async { for task in revocations.values { await task.value } }

  /// What fails here for want of a disk is tried again later, like what the provider refuses.
  private func run(_ attempt: RevocationAttempt) async {
    defer { revocations[attempt.connection] = nil }
    let cache = decidingRows
    guard let outbound = try? ensureOAuthOutbound(),
      let sending = try? await database.write(.synced, { try attempt.begin(cache.rows($0), $0) })
    else { return }
    let client = OAuthClient(registration: sending.registration, outbound: outbound, now: options.now)
    let answer = await Self.tell(sending, by: client, within: min(options.oauthTimeout, Self.tellingTime))
    let isDestroyed = try? await database.write { try attempt.conclude(answer, to: sending, cache.rows($0), $0) }
    if isDestroyed == true { try? await database.checkpoint() }
  }

  private static func tell(
    _ sending: RevocationAttempt.Sending, by client: OAuthClient, within limit: Duration
  ) async -> Result<Bool, OAuthFailure> {
    await withTaskGroup(of: Result<Bool, OAuthFailure>.self) { group in
      group.addTask {
        do throws(OAuthFailure) {
          return .success(
            try await client.revoke(
              accessToken: sending.accessToken, refreshToken: sending.refreshToken, account: sending.account))
        } catch { return .failure(error) }
      }
      group.addTask {
        try? await Task.sleep(for: limit)
        return .failure(.unavailable("no answer within \(limit.components.seconds) s"))
      }
      defer { group.cancelAll() }
      return await group.next() ?? .failure(.cancelled)
    }
  }
}

extension AdminChange {
  fileprivate func revoke(_ record: GrantRecord, of connection: Connection?) throws {
    var record = record
    record.recordVersion += 1
    record.grant.revokedAt = now
    try writer.put(record)
    guard var connection else {
      return try self.record(
        AuditEvent(
          kind: .grantRevoked, pid: getpid(), principal: record.grant.principal.description, grantID: record.id,
          subject: record.grant.name))
    }
    connection.version += 1
    connection.revokedAt = now
    try writer.put(ConnectionRecord(connection: connection))
    try transaction.retire(.connection(connection), at: now)
    try self.record(rows.event(.connectionRevoked, of: connection, reason: ""))
  }
}
