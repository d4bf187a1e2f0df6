/// What somebody said to a parked call.
public struct ApprovalAnswer: Hashable, Sendable {
  public enum Verdict: String, Hashable, Sendable { case approved, denied }

  public let approver: String
  public let verdict: Verdict
  /// Of a denial; it goes back to the caller.
  public let reason: String
  public let time: Timestamp

  public init(approver: String, verdict: Verdict, reason: String, time: Timestamp) {
    self.approver = approver
    self.verdict = verdict
    self.reason = reason
    self.time = time
  }
}

/// How a parked call is answered.
public enum ApprovalChoice: Hashable, Sendable {
  /// This call, once.
  case once
  /// This call, and others of its shape for a while.
  case forShape(seconds: Int64)
  case deny(reason: String)

  public static let usualPass: Int64 = 900
  public static let longestPass: Int64 = 86_400
}

/// An approval of calls of one shape that have not been made yet.
public struct ApprovalPass: Hashable, Sendable, Identifiable {
  public let id: Identifier
  public let shape: CallShape
  public let approver: String
  public let givenAt: Timestamp
  public let expiresAt: Timestamp

  public init(id: Identifier, shape: CallShape, approver: String, givenAt: Timestamp, expiresAt: Timestamp) {
    self.id = id
    self.shape = shape
    self.approver = approver
    self.givenAt = givenAt
    self.expiresAt = expiresAt
  }
}

extension Approval {
  /// Whose approvals, and how many of them, are wanted beside those given. The end user's counts only where it is asked for.
  public func missing(among approvers: Set<String>) -> (names: [String], count: Int) {
    guard !self.approvers.isEmpty else { return ([], max(0, count - approvers.count { $0 != Self.endUser })) }
    let open = self.approvers.filter { !approvers.contains($0) }
    let missing = max(0, count - (self.approvers.count - open.count))
    return (missing == 0 ? [] : open, missing)
  }
}
