public import Domain

extension PortalModel {
  /// The calls that wait for an approval and whose time is not over, oldest first.
  public var waitingCalls: [ParkedCall] { overview?.parkedCalls.filter { $0.expiresAt > now } ?? [] }

  /// Whether the row of the log is of a call that waits at this moment.
  public func isWaiting(_ entry: AuditEntry) -> Bool {
    entry.event.kind == .asked && waitingCalls.contains { $0.id == entry.event.requestID }
  }

  /// Tells of each call that was not there before, once. Those that wait when the portal opens stand in its first line.
  mutating func notices(of calls: [ParkedCall]) -> [Effect] {
    // Nobody who only sees the screen of a locked vault learns who asks for what; it is told after the unlocking.
    guard unlock == nil else { return [] }
    defer { knownCalls = (knownCalls ?? []).union(calls.map(\.id)) }
    guard let knownCalls else { return [] }
    return calls.filter { !knownCalls.contains($0.id) }.map { call in
      let (caller, grant) = (Printable.text(call.caller.name, limit: 40), Printable.text(call.grantName, limit: 64))
      return .notify("Gatehouse: \(caller) asks to use \(grant)")
    }
  }

  /// Shows the calls that wait; read anew, since a caller that was killed leaves no trace by itself.
  mutating func openApprovals() -> [Effect] {
    let isOpen = dialogs.contains { if case .approvals = $0 { true } else { false } }
    return isOpen ? [] : open(approvalsDialog()) + loadOverview()
  }
}

extension ApprovalProgress {
  /// For the message line.
  var inWords: String {
    switch self {
    case .approved: "Approved: the call is sent."
    case .denied: "Denied: the reason goes back to the caller."
    case .wants(let more, let names):
      "Approved; \(more) more \(more == 1 ? "approval is" : "approvals are") wanted"
        + (names.isEmpty ? "." : ", of \(Printable.text(names.joined(separator: ", "), limit: 120)).")
    }
  }
}
