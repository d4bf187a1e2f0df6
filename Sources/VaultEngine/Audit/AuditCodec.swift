internal import Domain
internal import VaultCrypto

/// An event as the bytes that are chained: versioned, length-prefixed fields, the previous leaf first.
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
    CanonicalWriter.write { fields in
      fields.append(previousLeaf)
      fields.append(Int64(1))
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
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> Decoded {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      let previousLeaf = try fields.bytes()
      try fields.version(1)
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
