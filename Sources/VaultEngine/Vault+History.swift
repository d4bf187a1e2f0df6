package import Domain

extension Vault {
  /// Appends events that carry times of their own to the chain, in one transaction: the past of the demo's vault, and a
  /// log long enough to be measured. An admin act, and not for programs outside this package.
  package func append(history: [(event: AuditEvent, time: Timestamp)]) async throws(VaultError) {
    let log = auditLog(try await requireAdmin().useKeys)
    try await database.write { transaction in
      _ = try log.append(history.map(\.event), times: history.map(\.time), in: transaction)
    }
  }
}
