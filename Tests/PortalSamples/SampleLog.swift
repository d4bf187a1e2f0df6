public import Domain

extension Sample {
  /// The newest page of a log of so many events: calls with their outcomes, some of them denied.
  public static func page(newest: Int64 = 10_214, count: Int = 60, query: AuditQuery = AuditQuery()) -> AuditPage {
    let entries = (0..<Int64(count)).map { entry(newest - $0 * 2) }
    return AuditPage(entries: entries, total: newest, hasMore: newest - Int64(count) * 2 > 1)
  }

  public static func entry(_ sequence: Int64) -> AuditEntry {
    let kinds: [(caller: String, grant: Int, method: String, path: String, status: Int?)] = [
      ("checkout-api", 5, "POST", "/v1/charges", 200), ("checkout-api", 5, "GET", "/v1/balance", 200),
      ("claude-code", 5, "DELETE", "/v1/customers/cus_Nf02kQ9sLmP3xY", nil),
      ("nightly", 2, "GET", "/repos/acme/shop", 200), ("nightly", 4, "GET", "/api/0/organizations/", 200),
      ("nightly", 0, "PATCH", "/v0/appZ1/Orders", 422),
    ]
    let call = kinds[Int((10_214 - sequence) / 2 % 6 + 6) % 6]
    let summary = grants[call.grant]
    let host = summary.source.binding.origins[0].host
    let time = now.adding(seconds: (sequence - 10_214) * 7)
    let request = id(Int(sequence))
    guard let status = call.status else {
      return AuditEntry(
        sequence: sequence, time: time,
        event: AuditEvent(
          kind: .denied, requestID: request, caller: call.caller, pid: 48_213, principal: "system",
          grantID: summary.id, subject: summary.grant.name, provider: summary.source.provider, method: call.method,
          host: host, path: call.path, decision: "deny", rule: "stripe-guard v3 rule 1",
          reason: "stripe-guard v3 rule 1: deny DELETE /v1/customers/*", milliseconds: 0), outcome: nil)
    }
    let event = AuditEvent(
      kind: .intent, requestID: request, caller: call.caller, pid: 4711, principal: "system", grantID: summary.id,
      subject: summary.grant.name, provider: summary.source.provider, method: call.method, host: host,
      path: call.path, decision: "allow", rule: "binding", reason: "inside the binding, and no rule denies it")
    let outcome = AuditEvent(
      kind: .outcome, requestID: request, status: status, bytesIn: 311, bytesOut: 0,
      milliseconds: 141 + sequence % 7 * 20)
    return AuditEntry(
      sequence: sequence, time: time, event: event,
      outcome: AuditEntry.Outcome(sequence: sequence + 1, time: time, event: outcome))
  }

  /// What a fresh vault has logged.
  public static let firstPage = AuditPage(
    entries: [
      plain(3, .recoveryTested, 31), plain(2, .recoveryCreated, 11), plain(1, .vaultCreated, 10),
    ], total: 3, hasMore: false)

  private static func plain(_ sequence: Int64, _ kind: AuditEvent.Kind, _ second: Int64) -> AuditEntry {
    AuditEntry(
      sequence: sequence, time: now.adding(seconds: second - 30 * 60),
      event: AuditEvent(kind: kind, caller: "portal", pid: 4711, milliseconds: 412), outcome: nil)
  }
}
