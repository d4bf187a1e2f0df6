internal import Domain
internal import VaultCrypto

/// An event as the bytes that are chained: versioned, length-prefixed fields, the previous leaf first. Form 2 ends in the
/// key that a caller showed and in its program's notes; an event that has neither is written in form 1.
enum AuditCodec {
  struct Decoded: Sendable {
    let previousLeaf: [UInt8]
    let sequence: Int64
    let time: Timestamp
    let event: AuditEvent
  }

  /// Leaf = SHA-256(0x00 ‖ bytes), as RFC 6962 hashes a leaf, so that a Merkle tree can be laid over the log.
  static func leaf(of bytes: [UInt8]) -> [UInt8] { SHA256Hash.of([0] + bytes) }

  static let firstLeaf = [UInt8](repeating: 0, count: 32)

  static func encode(_ event: AuditEvent, sequence: Int64, time: Timestamp, previousLeaf: [UInt8]) -> [UInt8] {
    let hasCallerFacts = !event.keyPrefix.isEmpty || !event.context.isEmpty
    return CanonicalWriter.write { fields in
      fields.append(previousLeaf)
      fields.append(Int64(hasCallerFacts ? 2 : 1))
      fields.append(sequence)
      fields.append(time)
      fields.append(event.kind.rawValue)
      fields.append(event.requestID?.bytes ?? [])
      fields.append(event.caller)
      fields.append(Int64(event.pid))
      fields.append(event.principal)
      fields.append(event.grantID?.bytes ?? [])
      fields.append(event.subject)
      fields.append(event.provider)
      fields.append(event.credentialKind)
      fields.append(event.method)
      fields.append(event.host)
      fields.append(event.path)
      fields.append(event.queryKeys)
      fields.append(event.decision)
      fields.append(event.rule)
      fields.append(event.reason)
      fields.append(event.status.map(Int64.init))
      fields.append(event.bytesIn)
      fields.append(event.bytesOut)
      fields.append(event.milliseconds)
      fields.append(event.flags)
      guard hasCallerFacts else { return }
      fields.append(event.keyPrefix)
      fields.append(event.context.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> Decoded {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      let previousLeaf = try fields.bytes()
      let form = try fields.integer()
      guard (1...2).contains(form) else { throw CanonicalReader.Malformed() }
      let sequence = try fields.integer()
      let time = try fields.time()
      guard let kind = AuditEvent.Kind(rawValue: try fields.text()) else { throw CanonicalReader.Malformed() }
      var event = AuditEvent(kind: kind)
      event.requestID = try fields.optionalIdentifier()
      event.caller = try fields.text()
      event.pid = Int32(truncatingIfNeeded: try fields.integer())
      event.principal = try fields.text()
      event.grantID = try fields.optionalIdentifier()
      event.subject = try fields.text()
      event.provider = try fields.text()
      event.credentialKind = try fields.text()
      event.method = try fields.text()
      event.host = try fields.text()
      event.path = try fields.text()
      event.queryKeys = try fields.list()
      event.decision = try fields.text()
      event.rule = try fields.text()
      event.reason = try fields.text()
      event.status = try fields.optionalInteger().map { Int($0) }
      event.bytesIn = try fields.integer()
      event.bytesOut = try fields.integer()
      event.milliseconds = try fields.optionalInteger()
      event.flags = try fields.list()
      if form > 1 {
        event.keyPrefix = try fields.text()
        let notes = try fields.list()
        guard notes.count.isMultiple(of: 2) else { throw CanonicalReader.Malformed() }
        for index in stride(from: 0, to: notes.count, by: 2) { event.context[notes[index]] = notes[index + 1] }
      }
      return Decoded(previousLeaf: previousLeaf, sequence: sequence, time: time, event: event)
    }
  }
}

extension CanonicalReader {
  mutating func optionalIdentifier() throws(Malformed) -> Identifier? {
    let field = try bytes()
    if field.isEmpty { return nil }
    guard let id = Identifier(bytes: field) else { throw Malformed() }
    return id
  }
}
