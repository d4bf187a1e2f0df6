internal import Domain

/// Changes the issued rows inside one transaction; the head is rewritten at its end.
final class IssuedWriter {
  let transaction: Transaction
  private let seal: IssuedSeal
  let rows: IssuedRows
  private var hasChanged = false

  /// `rows` was read in the same transaction.
  init(_ transaction: Transaction, rows: IssuedRows, seal: IssuedSeal) throws {
    try rows.requireAuthentic { seal }
    self.transaction = transaction
    self.seal = seal
    self.rows = rows
  }

  /// Writes a first version, or replaces the one before.
  func put(_ body: IssuedBody) throws {
    let before = rows.rows.first { $0.kind == body.kind.rawValue && $0.id == body.id.bytes }?.version ?? 0
    try transaction.putIssued(seal.row(body, version: before + 1))
    hasChanged = true
  }

  func delete(_ kind: IssuedBody.Kind, _ id: Identifier) throws {
    try transaction.deleteIssued(kind.rawValue, id.bytes)
    hasChanged = true
  }

  /// Seconds for which a key, an agent or a grant that has ended is still told as such, and not as unknown.
  static let keepsEnded: Int64 = 90 * 86_400

  /// The new generation, for the log; nil when nothing was changed.
  func finish(at now: Timestamp) throws -> Int64? {
    guard hasChanged else { return nil }
    for body in rows.bodies {
      guard let end = body.end, end.adding(seconds: Self.keepsEnded) < now else { continue }
      try transaction.deleteIssued(body.kind.rawValue, body.id.bytes)
    }
    try forgetUserGrants(endedBefore: now.adding(seconds: -Self.keepsEnded))
    let generation = (rows.head?.generation ?? 0) + 1
    try transaction.putIssuedHead(seal.head(generation: generation, rows: transaction.issuedRows()))
    return generation
  }
}

extension IssuedBody {
  /// When it ended for good. What ends a row of the admin's stays as long as that does.
  fileprivate var end: Timestamp? {
    switch self {
    case .caller(let caller, _): [caller.revokedAt, caller.expiresAt].compactMap { $0 }.min()
    case .key(let key, _): [key.revokedAt, key.expiresAt].compactMap { $0 }.min()
    case .grant(let grant, _): [grant.revokedAt, grant.expiresAt].compactMap { $0 }.min()
    case .userAnswer(let answer): answer.expiresAt
    // A user's grant ends with its credential and with what was said of it: see `forgetUserGrants`.
    case .withdrawal, .deprecation, .userGrant, .userLimits: nil
    }
  }
}
