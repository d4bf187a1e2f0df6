internal import Domain

/// How a parked call stands, as the SDK reads it.
enum ApprovalStatus {
  static func json(_ entry: ApprovalMemory.Entry) -> JSONValue {
    let (status, decidedAt, reason, executedAt, error) = parts(entry.call.state)
    let hasResult = status == "executed"
    let id = entry.parked.id
    return .fields([
      ("approval_id", .id(id)), ("status", .string(status)), ("approval_group_id", .id(id)),
      (
        "gates",
        .array([
          .fields([
            ("approval_id", .id(id)), ("status", .string(status)), ("expires_at", .time(entry.parked.expiresAt)),
            ("decided_at", decidedAt.map { .time($0) }),
          ])
        ])
      ), ("expires_at", .time(entry.parked.expiresAt)), ("has_result", .bool(hasResult)),
      ("decided_at", decidedAt.map { .time($0) }), ("decision_reason", reason.map { .string($0) }),
      ("executed_at", executedAt.map { .time($0) }), ("execution_error", error.map { .string($0) }),
    ])
  }

  /// The answer of `POST /sdk/proxy` when the call waits for people.
  static func held(_ parked: ParkedCall, now: Timestamp, baseURL: String) -> JSONValue {
    let seconds = max(0, parked.expiresAt.seconds - now.seconds)
    let page = JSONValue.string("\(baseURL)/approvals/\(parked.id)")
    let gate: [(String, JSONValue?)] = [
      ("approval_id", .id(parked.id)), ("expires_at", .time(parked.expiresAt)), ("expires_in", .integer(seconds)),
      ("approval_url", page),
    ]
    return .fields(
      gate + [
        ("approval_group_id", .id(parked.id)), ("status", .string("pending")), ("gates", .array([.fields(gate)])),
      ])
  }

  private static func parts(
    _ state: HeldCall.State
  ) -> (status: String, decidedAt: Timestamp?, reason: String?, executedAt: Timestamp?, error: String?) {
    switch state {
    case .running, .parked: ("pending", nil, nil, nil, nil)
    case .executed(_, let time): ("executed", time, nil, time, nil)
    case .refused(.denied(let reason), let time): ("denied", time, reason, nil, nil)
    case .refused(.expired(let reason), let time): ("expired", time, reason, nil, nil)
    case .refused(.other(let refusal), let time): ("failed", time, nil, nil, "\(refusal.code): \(refusal.message)")
    }
  }
}

/// Why a call brought no answer of the provider.
enum CallFailure: Error, Sendable {
  /// By somebody who was asked.
  case denied(String)
  /// Nobody answered in time.
  case expired(String)
  case other(SDKRefusal)

  var refusal: SDKRefusal {
    switch self {
    case .denied(let reason): SDKRefusal(403, "approval_denied", reason)
    case .expired(let reason): SDKRefusal(403, "approval_expired", reason)
    case .other(let refusal): refusal
    }
  }
}
