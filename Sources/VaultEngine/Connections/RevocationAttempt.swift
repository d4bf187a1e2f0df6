internal import Domain
internal import OAuthClient

/// One try to tell a provider that a connection is revoked, as its two transactions see it. The try counts from the
/// moment it is begun, so that processes do not tell twice and a crash does not repeat it for ever.
struct RevocationAttempt: Sendable {
  struct Sending: Sendable {
    let accessToken: SecretBytes
    let refreshToken: SecretBytes?
    let account: String
    let registration: OAuthRegistration
    let number: Int
  }

  let connection: Identifier
  let log: AuditLog

  /// After so many seconds the next try is made; after the last there is none.
  private static let pauses: [Int64] = [60, 600, 3600, 21_600]

  /// nil when it is not due any more, or nothing can be sent.
  func begin(_ rows: DecidingRows, _ transaction: Transaction) throws -> Sending? {
    let time = log.now()
    try rows.requireAuthentic(log.keys, vaultID: log.vaultID)
    guard try transaction.dueRevocations(at: time).contains(connection),
      case .pending(let before) = try transaction.remoteRevocation(of: connection),
      let connection = rows.connections[connection]?.connection
    else { return nil }
    let number = before + 1
    try rows.requireSigned(nil, connection.id)
    guard number <= Self.pauses.count + 1 else {
      try end(.failed("every try was cut off"), connection, rows, transaction)
      return nil
    }
    guard let tokens = try? transaction.tokens(of: connection, vaultID: log.vaultID, keys: log.keys).credential,
      let access = tokens["token"]
    else {
      try end(.failed("its tokens were destroyed before the provider could be told"), connection, rows, transaction)
      return nil
    }
    let registration: OAuthRegistration
    do {
      registration = try transaction.registration(of: connection, in: rows, vaultID: log.vaultID, keys: log.keys)
    } catch let error as VaultError where error.code != .storage {
      try end(.failed(error.message), connection, rows, transaction)
      return nil
    }
    try transaction.putRemoteRevocation(.pending(attempts: number), of: connection.id, nextAt: next(after: number))
    return Sending(
      accessToken: access, refreshToken: tokens["refresh_token"], account: connection.account,
      registration: registration, number: number)
  }

  /// - Returns: whether tokens were destroyed.
  func conclude(
    _ answer: Result<Bool, OAuthFailure>, to sending: Sending, _ rows: DecidingRows, _ transaction: Transaction
  ) throws -> Bool {
    // Taken up anew meanwhile, with newer tokens.
    guard try transaction.remoteRevocation(of: connection) == .pending(attempts: sending.number),
      let connection = rows.connections[connection]?.connection
    else { return false }
    switch answer {
    case .success(let isTold): try end(isTold ? .done : .unsupported, connection, rows, transaction)
    case .failure(let failure):
      let reason = failure.description
      guard sending.number <= Self.pauses.count else {
        try end(.failed(reason), connection, rows, transaction)
        return true
      }
      let next = next(after: sending.number)
      try transaction.putRemoteRevocation(.pending(attempts: sending.number), of: connection.id, nextAt: next)
      try record(
        "try \(sending.number): \(reason); the next at \(next)", isFailure: true, connection, rows, transaction)
      return false
    }
    return true
  }

  private func next(after number: Int) -> Timestamp {
    log.now().adding(seconds: Self.pauses[min(number, Self.pauses.count) - 1])
  }

  /// Nothing more is tried, and the tokens go.
  private func end(
    _ end: RemoteRevocation, _ connection: Connection, _ rows: DecidingRows, _ transaction: Transaction
  ) throws {
    try transaction.deleteSealedValues(of: connection.id, before: .max)
    try transaction.putRemoteRevocation(end, of: connection.id, nextAt: nil)
    switch end {
    case .done: try record("the provider was told", isFailure: false, connection, rows, transaction)
    case .unsupported:
      try record("the provider has no way to be told", isFailure: false, connection, rows, transaction)
    case .failed(let reason): try record("given up: \(reason)", isFailure: true, connection, rows, transaction)
    case .pending: break
    }
  }

  private func record(
    _ reason: String, isFailure: Bool, _ connection: Connection, _ rows: DecidingRows, _ transaction: Transaction
  ) throws {
    var event = rows.event(.remoteRevocation, of: connection, reason: reason)
    if isFailure { event.flags = ["failed"] }
    try log.append(event, in: transaction)
  }
}
