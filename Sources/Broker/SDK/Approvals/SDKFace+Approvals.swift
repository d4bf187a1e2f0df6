internal import Domain

extension SDKFace {
  private static let longestWait = 25

  /// How a parked call stands; with `wait`, as soon as that has changed.
  func approvalStatus(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.readApprovals)
    let entry = try approval(id, call)
    if let wait = try call.number("wait", in: 0...1_000_000), wait > 0 {
      await entry.call.end.wait(atMost: .seconds(min(wait, Self.longestWait)))
    }
    return .ok(ApprovalStatus.json(entry))
  }

  /// What the provider answered to a call that was approved; it can be read again.
  func approvalResult(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.readApprovals)
    let entry = try approval(id, call)
    switch entry.call.state {
    case .executed(let result, _): return .ok(result.json(approval: entry.parked.id))
    case .running, .parked: throw SDKRefusal(409, "approval_pending", "nobody has approved the call yet")
    case .refused(.other(let refusal), _):
      throw SDKRefusal(409, "approval_execution_failed", "\(refusal.code): \(refusal.message)")
    case .refused(let failure, _): throw failure.refusal
    }
  }

  private func approval(_ id: String, _ call: SDKCall) throws(SDKRefusal) -> ApprovalMemory.Entry {
    guard let id = Identifier(id), let entry = approvals.entry(id, of: call.actor.id) else {
      throw SDKRefusal(
        404, "approval_not_found", "this caller has no call \(Printable.text(id, limit: 80)) here",
        [("hint", .string("what came of a call is kept for ten minutes, by the broker that has made it"))])
    }
    return entry
  }
}
