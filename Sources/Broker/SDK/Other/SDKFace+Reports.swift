internal import Domain
internal import VaultEngine

extension SDKFace {
  /// What a program says of a call that it made with a credential that it had received.
  func auditReport(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.emitAudit)
    let fields = call.fields
    let kind = CallerReport.Kind.call(
      method: try fields.text("method") ?? "", url: try fields.text("url", limit: 65_536) ?? "",
      status: Int(try fields.integer("response_status", in: 0...999) ?? 0),
      milliseconds: try fields.integer("latency_ms", in: 0...Int64(Int32.max)))
    return try await record(
      CallerReport(
        kind, grant: try fields.text("grant_id"), sentBytes: Self.length(fields.value("request_body")),
        receivedBytes: Self.length(fields.value("response_body")), reason: try fields.text("reason") ?? ""), call)
  }

  func scopeMismatch(_ grant: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.emitAudit)
    let status = Int(try call.fields.integer("provider_status_code", in: 0...999) ?? 403)
    let missing = try call.fields.texts("missing_scopes") ?? []
    return try await record(
      CallerReport(.scopeMismatch(status: status, missing: missing), grant: grant), call)
  }

  func spans(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.emitSpans)
    guard case .array(let spans)? = call.fields.value("spans"), (1...50).contains(spans.count) else {
      throw .unusable("spans must be a list of 1 to 50")
    }
    let names = spans.compactMap { span -> String? in
      guard case .object(let members) = span, case .string(let name)? = JSONFields(members).value("name") else {
        return nil
      }
      return name
    }
    guard names.count == spans.count else { throw .unusable("a span has no name") }
    _ = try await record(CallerReport(.spans(count: spans.count, names: names)), call)
    return .ok(.fields([("accepted", .integer(spans.count))]))
  }

  private func record(_ report: CallerReport, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try reports.take(call.actor.id, at: now())
    try await asking { () async throws(VaultError) in
      try await vault.record(report, by: call.actor, context: call.context)
    }
    return .nothing
  }

  /// Bytes of a body as it was sent; of one that the SDK left out the number that it tells.
  private static func length(_ body: JSONValue?) -> Int64 {
    guard let body else { return 0 }
    guard case .string(let text) = body else { return Int64(body.bytes.count) }
    let told = text.hasPrefix("<") && text.hasSuffix(" bytes>") ? text.split(separator: " ").dropLast().last : nil
    return told.flatMap { Int64($0) } ?? Int64(text.utf8.count)
  }
}
