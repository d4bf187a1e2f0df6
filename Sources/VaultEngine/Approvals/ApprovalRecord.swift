internal import Domain

/// An answer, signed: to one parked call, word for word, and perhaps to calls of its shape for a while.
struct ApprovalRecord: RecordBody, Hashable {
  static let kind = RecordKind.approval

  let id: Identifier
  let call: Identifier
  /// Of the parked call as it was shown.
  let digest: [UInt8]
  let answer: ApprovalAnswer
  /// nil for an answer to the one call only.
  let shape: CallShape?
  /// Until when the row is of use.
  let expiresAt: Timestamp

  var recordVersion: Int { 1 }

  /// The approval for a while, as long as it holds.
  func pass(at now: Timestamp) -> ApprovalPass? {
    guard let shape, answer.verdict == .approved, now < expiresAt else { return nil }
    return ApprovalPass(
      id: id, shape: shape, approver: answer.approver, givenAt: answer.time, expiresAt: expiresAt)
  }

  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(id)
      fields.append(call)
      fields.append(digest)
      fields.append(answer.approver)
      fields.append(answer.verdict.rawValue)
      fields.append(answer.reason)
      fields.append(answer.time)
      fields.append(expiresAt)
      fields.append(shape.map(\.encoded) ?? [])
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> ApprovalRecord {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      let (id, call, digest) = (try fields.identifier(), try fields.identifier(), try fields.bytes())
      let approver = try fields.text()
      guard let verdict = ApprovalAnswer.Verdict(rawValue: try fields.text()) else { throw CanonicalReader.Malformed() }
      let answer = ApprovalAnswer(
        approver: approver, verdict: verdict, reason: try fields.text(), time: try fields.time())
      let expiresAt = try fields.time()
      let shape = try fields.bytes()
      return ApprovalRecord(
        id: id, call: call, digest: digest, answer: answer, shape: shape.isEmpty ? nil : try CallShape(encoded: shape),
        expiresAt: expiresAt)
    }
  }
}

extension CallShape {
  fileprivate var encoded: [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(caller)
      fields.append(grant)
      fields.append(method)
      fields.append(place)
      fields.append(urlDigest)
      fields.append(rules)
      fields.append(bounds.flatMap { [$0.pointer.description, $0.most.description] })
    }
  }

  fileprivate init(encoded bytes: [UInt8]) throws(CanonicalReader.Malformed) {
    self = try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      let (caller, grant, method) = (try fields.text(), try fields.identifier(), try fields.text())
      let (place, urlDigest) = (try fields.text(), try fields.bytes())
      let (rules, texts) = (try fields.list(), try fields.list())
      guard texts.count % 2 == 0 else { throw CanonicalReader.Malformed() }
      var bounds: [Bound] = []
      for index in stride(from: 0, to: texts.count, by: 2) {
        guard let pointer = JSONPointer(texts[index]), let most = DecimalNumber(texts[index + 1]) else {
          throw CanonicalReader.Malformed()
        }
        bounds.append(Bound(pointer: pointer, most: most))
      }
      return CallShape(
        caller: caller, grant: grant, method: method, place: place, urlDigest: urlDigest, rules: rules,
        bounds: bounds)
    }
  }
}
