internal import Domain
internal import OAuthClient
internal import ProviderCatalog
internal import VaultCrypto

/// One refresh of one connection, as its two transactions see it: the first takes the lease and writes down what is
/// about to be sent, the second stores what came. Between them stands the request to the provider.
struct Refresh: Sendable {
  /// What the first transaction found.
  enum Turn: Sendable {
    case over(RefreshEnding)
    /// Another process is at it.
    case wait
    case send(Sending)
  }

  struct Sending: Sendable {
    let fence: Int64
    let refreshToken: SecretBytes
    let tokenVersion: Int
    /// An earlier request with the same token brought nothing that was stored: the provider may have used it up.
    let isRepeated: Bool
    let registration: OAuthRegistration
  }

  let connection: Identifier
  let need: RefreshNeed
  /// This process.
  let holder: Identifier
  /// Where the lock files of the others are.
  let instances: String
  let log: AuditLog

  /// Longer than a request to a token endpoint can take.
  static let leaseSeconds: Int64 = 60

  /// Whether there is nothing to do, or another process does it; nil when it is this one's turn.
  func standing(_ rows: DecidingRows, _ transaction: Transaction) throws -> Turn? {
    try rows.requireAuthentic(log.keys, vaultID: log.vaultID)
    let connection = try rows.refreshable(connection)
    let time = log.now()
    guard let state = try transaction.connectionState(of: connection.id) else {
      throw VaultError.damaged("the tokens of \(connection.name) are missing")
    }
    if need.isMet(by: state, of: connection.id, at: time) { return .over(.fresh(state)) }
    if let reason = state.needsReauth { return .over(.reauth(.needsReauth(connection, reason))) }
    guard state.canRefresh, need.reason == .asked || !RefreshBackoff.isOn(state, at: time) else {
      return .over(.failed(state))
    }
    return isHeld(try transaction.refreshLease(of: connection.id), at: time) ? .wait : nil
  }

  /// Takes the lease, looks again, and writes down which refresh token is sent.
  func begin(_ rows: DecidingRows, _ transaction: Transaction) throws -> Turn {
    if let turn = try standing(rows, transaction) { return turn }
    let connection = try rows.refreshable(connection)
    var (credential, state) = try transaction.tokens(of: connection, vaultID: log.vaultID, keys: log.keys)
    guard let token = credential["refresh_token"] else { return .over(.failed(state)) }
    let time = log.now()
    var lease = try transaction.refreshLease(of: connection.id)
    let fingerprint = try fingerprint(of: token)
    let isRepeated = lease.fingerprint == fingerprint
    if isRepeated, let end = RefreshBackoff.end(afterDeaths: lease.attempts, sentAt: lease.sentAt), end > time {
      state.failure = "refreshing was cut off \(lease.attempts) times before the answer could be stored"
      state.retryAt = end
      return .over(.failed(state))
    }
    lease.fence += 1
    lease.holder = holder
    lease.endsAt = time.adding(seconds: Self.leaseSeconds)
    lease.fingerprint = fingerprint
    lease.sentAt = time
    lease.attempts = isRepeated ? lease.attempts + 1 : 1
    try transaction.putRefreshLease(lease, of: connection.id)
    return .send(
      Sending(
        fence: lease.fence, refreshToken: token, tokenVersion: state.tokenVersion, isRepeated: isRepeated,
        registration: try transaction.registration(of: connection, in: rows, vaultID: log.vaultID, keys: log.keys)))
  }

  /// The process itself does one refresh of a connection at a time; what it holds besides is left from a failure.
  private func isHeld(_ lease: RefreshLeaseRow, at time: Timestamp) -> Bool {
    guard let other = lease.holder, let end = lease.endsAt, other != holder else { return false }
    // A longer lease is one of a clock that was wrong.
    guard time < end, end <= time.adding(seconds: Self.leaseSeconds) else { return false }
    return !Instance.isDead(other, folder: instances)
  }

  /// Tells whether two refresh tokens are the same, and nothing else of them.
  func fingerprint(of token: SecretBytes) throws(CryptoError) -> [UInt8] {
    let key = try HKDF.derive(log.keys.key(.seal), info: Array("refresh token fingerprint".utf8))
    return MAC.of(MAC.of(Array("refresh token".utf8), key: token), key: key)
  }
}

extension DecidingRows {
  /// A connection whose tokens may be renewed.
  func refreshable(_ id: Identifier) throws(VaultError) -> Connection {
    try requireIntact()
    guard let connection = connections[id]?.connection else { throw .damaged("the connection \(id) is missing") }
    try requireSigned(nil, id)
    guard connection.revokedAt == nil else {
      throw VaultError(.denied, "\(connection.name) was revoked", hint: "connect the user anew")
    }
    return connection
  }
}
