internal import Domain
internal import Glibc
internal import OAuthClient
internal import ProviderCatalog

extension Refresh {
  /// Stores what the provider answered, if nobody has taken the lease over.
  func conclude(
    _ answer: Result<TokenSet, OAuthFailure>, to sending: Sending, _ rows: DecidingRows, _ transaction: Transaction
  ) throws -> RefreshEnding {
    try rows.requireAuthentic(log.keys, vaultID: log.vaultID)
    guard let connection = rows.connections[connection]?.connection,
      let state = try transaction.connectionState(of: connection.id)
    else { throw VaultError.damaged("the connection \(connection) is missing") }
    try rows.requireIntact()
    try rows.requireSigned(nil, connection.id)
    var lease = try transaction.refreshLease(of: connection.id)
    guard lease.fence == sending.fence, state.tokenVersion == sending.tokenVersion else {
      return state.tokenVersion == sending.tokenVersion ? .failed(state) : .fresh(state)
    }
    lease.holder = nil
    lease.endsAt = nil
    switch answer {
    case .success(let tokens):
      lease.fingerprint = []
      lease.attempts = 0
      try transaction.putRefreshLease(lease, of: connection.id)
      return .fresh(try store(tokens, of: connection, sending, rows, transaction))
    case .failure(let failure) where failure.isInvalidGrant:
      lease.fingerprint = []
      lease.attempts = 0
      try transaction.putRefreshLease(lease, of: connection.id)
      let reason = try reason(failure, sending, since: state.refreshedAt, transaction)
      try transaction.putNeedsReauth(reason, of: connection.id)
      try log.append(rows.event(.reauthNeeded, of: connection, reason: reason), in: transaction)
      return .reauth(.needsReauth(connection, reason))
    case .failure(let failure):
      lease.attempts = max(0, lease.attempts - 1)
      // A provider that says no has not used the token up; one that says nothing may have.
      if failure.isSaid, lease.attempts == 0 { lease.fingerprint = [] }
      try transaction.putRefreshLease(lease, of: connection.id)
      let (time, text) = (log.now(), failure.description)
      try transaction.putConnectionFailure(text, of: connection.id) { failures in
        RefreshBackoff.end(after: failures, at: time, asked: failure.secondsAsked)
      }
      try log.append(rows.event(.refreshFailed, of: connection, reason: text), in: transaction)
      return .failed(try transaction.connectionState(of: connection.id) ?? state)
    }
  }

  private func store(
    _ tokens: TokenSet, of connection: Connection, _ sending: Sending, _ rows: DecidingRows, _ transaction: Transaction
  ) throws -> ConnectionState {
    let tokens = TokenSet(
      accessToken: tokens.accessToken, refreshToken: tokens.refreshToken ?? sending.refreshToken,
      expiresIn: tokens.expiresIn, scopes: tokens.scopes, account: tokens.account)
    let time = log.now()
    // Revoked meanwhile: kept only to be revoked at the provider too.
    let end = connection.revokedAt.map { _ in time.adding(seconds: Vault.revokedTokenSeconds) }
    let state = try transaction.putTokens(
      tokens, of: connection, accessSeconds: sending.registration.facts.accessSeconds, expiresAt: end,
      vaultID: log.vaultID,
      keys: log.keys, now: time)
    if connection.revokedAt != nil {
      try transaction.putRemoteRevocation(.pending(attempts: 0), of: connection.id, nextAt: time)
    }
    let until = state.accessExpiresAt.map { " until \($0)" } ?? ""
    try log.append(
      rows.event(.tokenRefreshed, of: connection, reason: "token \(state.tokenVersion)\(until)"), in: transaction)
    return state
  }

  private func reason(
    _ failure: OAuthFailure, _ sending: Sending, since: Timestamp, _ transaction: Transaction
  ) throws -> String {
    var reason = "the provider no longer takes its refresh token (\(failure.description))"
    if sending.isRepeated { reason += "; an earlier refresh was cut off before its answer could be stored" }
    if let restored = try transaction.lastRestore(), restored > since {
      reason += "; the vault was restored from a backup, which held an older one"
    }
    return reason
  }
}

extension OAuthFailure {
  /// Whether the provider itself answered that it does not do it.
  fileprivate var isSaid: Bool {
    switch self {
    case .refused, .throttled, .misconfigured: true
    default: false
    }
  }

  fileprivate var secondsAsked: Int64? { if case .throttled(let seconds) = self { seconds } else { nil } }
}

extension DecidingRows {
  /// What the log says of a connection when no call is made.
  func event(_ kind: AuditEvent.Kind, of connection: Connection, reason: String) -> AuditEvent {
    let grant = grants.values.first { $0.grant.sourceID == connection.id }?.grant
    return AuditEvent(
      kind: kind, pid: getpid(), principal: grant?.principal.description ?? "user:\(connection.userID)",
      grantID: grant?.id, subject: connection.name, provider: connection.provider,
      credentialKind: GrantSource.connection(connection).kind, reason: Printable.text(reason, limit: 500))
  }
}

extension VaultError {
  static func needsReauth(_ connection: Connection, _ reason: String) -> VaultError {
    VaultError(
      .needsReauth, "\(connection.name) has to be connected anew: \(reason)",
      hint: "let the user agree again: gatehouse oauth connect --grant \(connection.name)")
  }
}
