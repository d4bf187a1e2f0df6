internal import Domain

/// An audit entry as a line of JSON Lines and as a row of a table; the same fields, the same words.
enum AuditDocument {
  static func json(_ entry: AuditEntry) -> JSON {
    let event = entry.event
    let end = entry.outcome?.event ?? event
    return [
      "sequence": JSON(entry.sequence), "time": JSON(entry.time), "kind": .string(event.kind.rawValue),
      "result": .string(entry.result), "request_id": JSON(event.requestID), "caller": .string(event.caller),
      "key_prefix": event.keyPrefix.isEmpty ? .null : .string(event.keyPrefix),
      "context": .object(event.context.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }),
      "pid": JSON(event.pid),
      "principal": .string(event.principal), "grant_id": JSON(event.grantID),
      "subject": .string(event.subject), "provider": .string(event.provider),
      "credential_kind": .string(event.credentialKind), "method": .string(event.method), "host": .string(event.host),
      "path": .string(event.path), "query_keys": JSON(event.queryKeys), "decision": .string(event.decision),
      "rule": .string(event.rule), "reason": .string(event.reason), "status": JSON(end.status),
      "bytes_in": JSON(end.bytesIn), "bytes_out": JSON(end.bytesOut), "milliseconds": JSON(end.milliseconds),
      "flags": JSON(event.flags + (entry.outcome?.event.flags ?? [])),
      "outcome_sequence": JSON(entry.outcome?.sequence),
      "outcome_reason": JSON(entry.outcome?.event.reason),
    ]
  }

  static let heads = ["seq", "time", "result", "caller", "subject", "call", "status", "took", "why"]

  static func row(_ entry: AuditEntry) -> [String] {
    let event = entry.event
    let end = entry.outcome?.event
    let call = event.method.isEmpty ? event.kind.inWords : "\(event.method) \(event.host)\(event.path)"
    return [
      String(entry.sequence), "\(entry.time.localDate) \(entry.time.localTime)", entry.result, event.caller,
      event.subject, call, end?.status.map(String.init) ?? "-",
      end?.milliseconds.map { Printable.duration(milliseconds: $0) } ?? "-",
      entry.result == "failed" ? end?.reason ?? event.reason : event.reason,
    ]
  }
}
