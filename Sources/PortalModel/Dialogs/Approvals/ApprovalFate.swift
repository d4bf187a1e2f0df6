internal import Domain

extension ApprovalsDialog {
  /// What became of a call that no longer waits: by this portal's own answer, else by the log, as far as it is at hand.
  func fate(of call: ParkedCall, _ progress: ApprovalProgress?, in context: DialogContext) -> String {
    switch progress {
    case .approved: return "You approved it: it is sent, unless the policies have changed meanwhile."
    case .denied: return "You denied it: the reason goes back to the caller."
    case .wants, nil: break
    }
    let events = context.log.map(\.event).filter { $0.requestID == call.id }
    if events.contains(where: { $0.kind == .intent }) {
      let by = events.first { $0.kind == .approved }.map { " \($0.reason)" } ?? ""
      return Printable.text("It was approved\(by), and is sent.", limit: 300)
    }
    if let denial = events.first(where: { $0.kind == .denied }) {
      return Printable.text("It is not sent: \(denial.reason).", limit: 400)
    }
    if call.expiresAt <= context.now { return "Nobody answered in time, so it is denied." }
    return "It was answered elsewhere, or its caller stopped waiting."
  }
}
