internal import Domain
internal import VaultCrypto

/// Appends to the chain inside the caller's transaction: sequence and previous leaf are read there, because another
/// process may have appended, and the head under its MAC is rewritten with every event.
struct AuditLog: Sendable {
  let keys: UseKeys
  let vaultID: Identifier
  let now: @Sendable () -> Timestamp

  /// The sequence number of the new event.
  @discardableResult
  func append(_ event: AuditEvent, in transaction: Transaction) throws -> Int64 {
    try append([event], in: transaction)
  }

  /// Several events in one go; the number of the last.
  ///
  /// - Parameter issued: the new generation of the issued rows, where this transaction has changed them.
  @discardableResult
  func append(
    _ events: [AuditEvent], times: [Timestamp]? = nil, issued: Int64? = nil, in transaction: Transaction
  ) throws -> Int64 {
    let sealKey = keys.key(.auditSeal)
    let head = try transaction.auditHead()
    guard MAC.areEqual(head.mac, mac(head, key: sealKey)) else {
      throw VaultError.damaged("the head of the audit log was changed")
    }
    let newest = try transaction.newestAudit()
    guard newest.sequence == head.sequence else {
      throw VaultError.damaged("the audit log was cut short or added to outside gatehouse")
    }
    var (sequence, leaf, before) = (head.sequence, head.leaf, newest.time)
    for (index, var event) in events.enumerated() {
      if event.caller.isEmpty, event.kind != .outcome { event.caller = UserName.current }
      let time = times?[index] ?? now()
      // Told, not mended: a time is what the clock said. A history that is brought in has no clock.
      if times == nil, let earlier = before, time < earlier { event.flags.append("clock_went_back") }
      before = time
      sequence += 1
      let bytes = AuditCodec.encode(event, sequence: sequence, time: time, previousLeaf: leaf)
      leaf = AuditCodec.leaf(of: bytes)
      try transaction.insertAudit(AuditRow(sequence: sequence, time: time, body: bytes, leaf: leaf, event: event))
    }
    try putHead(sequence: sequence, leaf: leaf, issued: issued ?? head.issued, key: sealKey, in: transaction)
    return sequence
  }

  /// Closes the calls of a process that will write no outcome any more.
  func close(_ instance: Identifier, reason: String, in transaction: Transaction) throws {
    for request in try transaction.openIntents(of: instance) {
      try append(
        AuditEvent(kind: .outcome, requestID: request, reason: reason, flags: ["unknown"]), in: transaction)
      try transaction.deleteOpenIntent(request)
    }
    try transaction.deleteInstance(instance)
  }

  /// The head of an empty log.
  func begin(in transaction: Transaction) throws {
    try putHead(sequence: 0, leaf: AuditCodec.firstLeaf, issued: 0, key: keys.key(.auditSeal), in: transaction)
  }

  func isAuthentic(_ head: AuditHeadRow) -> Bool { MAC.areEqual(head.mac, mac(head, key: keys.key(.auditSeal))) }

  private func putHead(
    sequence: Int64, leaf: [UInt8], issued: Int64, key: SecretBytes, in transaction: Transaction
  ) throws {
    var head = AuditHeadRow(sequence: sequence, leaf: leaf, issued: issued, mac: [])
    head.mac = mac(head, key: key)
    try transaction.putAuditHead(head)
  }

  /// Form 2 holds the generation of the issued rows, once there were any.
  private func mac(_ head: AuditHeadRow, key: SecretBytes) -> [UInt8] {
    MAC.of(
      CanonicalWriter.write { fields in
        fields.append(head.issued == 0 ? "audit head 1" : "audit head 2")
        fields.append(vaultID)
        fields.append(head.sequence)
        fields.append(head.leaf)
        if head.issued != 0 { fields.append(head.issued) }
      }, key: key)
  }
}
