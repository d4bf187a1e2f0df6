internal import Domain
internal import VaultCrypto

/// Walks the chain from its beginning: every leaf, every copied column, the pairing of outcomes, and the head.
struct AuditVerifier: Sendable {
  private var sequence: Int64 = 0
  private var leaf = AuditCodec.firstLeaf
  private var openRequests: Set<Identifier> = []
  private var problem: AuditVerification.Problem?

  static let pageSize = 4096

  /// Checks one page; false when it was the last.
  mutating func check(_ transaction: Transaction) throws -> Bool {
    if problem != nil { return false }
    let rows = try transaction.auditRows(from: sequence + 1, limit: Self.pageSize)
    for row in rows {
      guard row.sequence == sequence + 1 else {
        return fail(sequence + 1, "the event is missing")
      }
      guard let event = try? AuditCodec.decode(row.body), event.sequence == row.sequence else {
        return fail(row.sequence, "its bytes cannot be read")
      }
      guard row.leaf == AuditCodec.leaf(of: row.body) else { return fail(row.sequence, "its bytes were changed") }
      guard event.previousLeaf == leaf else { return fail(row.sequence, "it does not follow the event before it") }
      guard event.time.microseconds == row.time, Transaction.copies(row.copies, match: event.event) else {
        return fail(row.sequence, "a column differs from its bytes")
      }
      guard pair(event.event) else { return fail(row.sequence, "an outcome without its intent") }
      (sequence, leaf) = (row.sequence, row.leaf)
    }
    return rows.count == Self.pageSize
  }

  private mutating func pair(_ event: AuditEvent) -> Bool {
    guard let id = event.requestID else { return event.kind != .outcome }
    switch event.kind {
    case .intent: return openRequests.insert(id).inserted
    case .outcome: return openRequests.remove(id) != nil
    default: return true
    }
  }

  private mutating func fail(_ sequence: Int64, _ reason: String) -> Bool {
    problem = AuditVerification.Problem(sequence: sequence, reason: reason)
    return false
  }

  /// The result; `log` is nil while the vault is locked, and the head's MAC then stays unchecked.
  func finish(head: AuditHeadRow, log: AuditLog?) -> AuditVerification {
    var problem = problem
    if problem == nil, head.sequence != sequence || head.leaf != leaf {
      let reason = head.sequence > sequence ? "the log was cut short" : "the log goes on behind its head"
      problem = AuditVerification.Problem(sequence: min(head.sequence, sequence) + 1, reason: reason)
    }
    if problem == nil, let log, !log.isAuthentic(head) {
      problem = AuditVerification.Problem(sequence: head.sequence, reason: "the head was changed")
    }
    return AuditVerification(events: sequence, problem: problem, headChecked: log != nil)
  }
}
