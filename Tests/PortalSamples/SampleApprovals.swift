public import Domain
public import PortalModel

/// Three calls that wait, of three kinds, and two approvals that hold.
extension Sample {
  /// A form, and any one person is enough.
  public static let refund = parked(
    0x4c07_0001, name: "claude-code", folder: "~/shop", method: "POST", path: "/v1/refunds",
    reason: "order 1043 arrived broken, customer wants the money back", left: 278,
    body: BodyPreview(
      kind: .form, size: 68, text: "charge=ch_3PqXrK2eZvKYlo2C&amount=61250&reason=requested%5Fby+customer",
      isWhole: true),
    rules: ["ask POST /v1/refunds"])

  /// JSON; two of three named people have to agree, and one has.
  public static let payout = parked(
    0x4c07_0002, name: "nightly", folder: nil, method: "POST", path: "/v1/payouts", query: "expand%5B%5D=destination",
    reason: "", left: 38,
    headers: [
      Injection.Header(name: "Idempotency-Key", value: "7c1e"), Injection.Header(name: "X-Token", value: "***"),
    ],
    body: BodyPreview(
      kind: .json, size: 84, text: #"{"amount":250000,"currency":"eur","metadata":{"run":"41","api_key":"***"}}"#,
      isWhole: true),
    rules: ["ask POST /v1/payouts when body /amount > 100000 by 2 of kim,lee,dev", "ask POST"],
    bounds: [(pointer: "/amount", most: "250000")],
    answers: [
      ApprovalAnswer(approver: "kim", verdict: .approved, reason: "", time: now.adding(seconds: -20))
    ])

  /// Bytes that are no text, from a caller with something to hide.
  public static let upload = parked(
    0xb0_0003, name: "evil\u{1B}[2J", folder: "/tmp", method: "PUT",
    path: "/v1/files/" + String(repeating: "a", count: 90),
    reason: "fine” (approved by security)\u{202E}\n", left: 7_500,
    body: BodyPreview(kind: .binary, size: 4096, text: "", isWhole: false), rules: ["ask PUT"])

  public static let passes = [
    pass(0xaaaa, refund, by: "dev", left: 720), pass(0xbbbb, payout, by: "kim", left: 45),
  ]

  /// The full vault with these calls waiting.
  public static func overview(
    waiting calls: [ParkedCall], passes: [ApprovalPass] = [], admin: Bool = false
  ) -> PortalOverview {
    var overview = overview
    overview.parkedCalls = calls
    overview.passes = passes
    if admin { overview.status = status(admin: true) }
    return overview
  }

  /// The row of the log that says that the call waits.
  public static func asked(_ call: ParkedCall, _ sequence: Int64 = 10_215) -> AuditEntry {
    AuditEntry(
      sequence: sequence, time: now,
      event: AuditEvent(
        kind: .asked, requestID: call.id, caller: call.caller.name, pid: call.caller.pid, principal: "system",
        grantID: call.grantID, subject: call.grantName, provider: call.provider, method: call.method,
        host: "api.stripe.com", path: "/v1/refunds", decision: "ask", rule: "stripe-guard v3 rule 1",
        reason: "stripe-guard v3 rule 1: ask POST /v1/refunds"), outcome: nil)
  }

  public static func answered(
    _ call: ParkedCall, _ kind: AuditEvent.Kind, _ reason: String, _ sequence: Int64 = 10_216
  ) -> AuditEntry {
    AuditEntry(
      sequence: sequence, time: now,
      event: AuditEvent(
        kind: kind, requestID: call.id, pid: 4711, principal: "system", grantID: call.grantID, subject: call.grantName,
        provider: call.provider, reason: reason), outcome: nil)
  }

  private static func parked(
    _ number: Int, name: String, folder: String?, method: String, path: String, query: String? = nil, reason: String,
    left: Int64, headers: [Injection.Header] = [], body: BodyPreview, rules: [String],
    bounds: [(pointer: String, most: String)] = [], answers: [ApprovalAnswer] = []
  ) -> ParkedCall {
    let asks = rules.enumerated().compactMap { index, text in
      (try? Rule(text)).map {
        Decision.Ask(decider: .rule(policy: "stripe-guard", version: 3, number: index + 1), rule: $0)
      }
    }
    precondition(asks.count == rules.count, "a rule of the sample cannot be read")
    let (summary, url) = (grants[5], "https://api.stripe.com\(path)")
    let shape = CallShape(
      caller: name, grant: summary.id, method: method, place: url, urlDigest: [UInt8(number & 0xFF)],
      rules: asks.map(\.decider.description),
      bounds: bounds.compactMap { bound in
        guard let pointer = JSONPointer(bound.pointer), let most = DecimalNumber(bound.most) else { return nil }
        return CallShape.Bound(pointer: pointer, most: most)
      })
    return ParkedCall(
      id: callID(number), parkedAt: now.adding(seconds: left - 300), expiresAt: now.adding(seconds: left),
      caller: CallerFacts(name: name, pid: 48_213, folder: folder), principal: .system, grantID: summary.id,
      grantName: summary.grant.name, provider: summary.source.provider, reason: reason, method: method, url: url,
      query: query, headers: headers, body: body, asks: asks, shape: shape, answers: answers,
      digest: [UInt8(number & 0xFF)])
  }

  /// The number stands at the beginning, where an id is shortened to.
  static func callID(_ number: Int) -> Identifier {
    let digits = String(number, radix: 16)
    return Identifier(String(repeating: "0", count: 8 - digits.count) + digits + "-6f0a-4a53-9a0e-3b1f6d2c8e47")
      ?? Identifier()
  }

  private static func pass(_ number: Int, _ call: ParkedCall, by approver: String, left: Int64) -> ApprovalPass {
    ApprovalPass(
      id: callID(number << 16), shape: call.shape, approver: approver, givenAt: now.adding(seconds: left - 900),
      expiresAt: now.adding(seconds: left))
  }
}
