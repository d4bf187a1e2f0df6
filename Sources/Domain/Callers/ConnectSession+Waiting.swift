extension ConnectSession {
  /// Whether it can still be answered.
  public func isWaiting(at time: Timestamp) -> Bool { answer == nil && expiresAt > time }
}
