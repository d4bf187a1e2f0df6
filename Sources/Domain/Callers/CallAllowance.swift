/// How many calls a minute a caller may still make.
public struct CallAllowance: Hashable, Sendable {
  public let limit: Int
  public let left: Int
  /// When all of them are free again.
  public let resetsAt: Timestamp

  public init(limit: Int, left: Int, resetsAt: Timestamp) {
    self.limit = limit
    self.left = left
    self.resetsAt = resetsAt
  }
}
