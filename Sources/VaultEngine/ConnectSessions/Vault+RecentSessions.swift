public import Domain

extension Vault {
  /// The sessions that wait, the one that ends soonest first; then those that were answered or whose time ended a short
  /// while ago, the newest first. Empty while locked.
  public func recentConnectSessions() async throws(VaultError) -> [ConnectSession] {
    guard let keys = try await presentKeys(rearming: false) else { return [] }
    let (seal, time) = (try ConnectSessionSeal(keys, vaultID: id), now)
    let all = try await database.read { try $0.connectSessions().map(seal.open) }
      .filter { $0.expiresAt > time.adding(seconds: -ConnectSession.lifetime) }
    return all.filter { $0.isWaiting(at: time) }
      + all.filter { !$0.isWaiting(at: time) }.sorted { $0.createdAt > $1.createdAt }
  }
}
