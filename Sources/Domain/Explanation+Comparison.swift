extension Explanation {
  public enum Comparison: Sendable {
    case same
    /// The same verdict, by another rule or another version of it.
    case sameVerdict
    case otherVerdict
  }

  /// How today differs from then; nil where one of them is not known.
  public var comparison: Comparison? {
    guard let then, let today else { return nil }
    if then.verdict != today.verdict { return .otherVerdict }
    return then.decider == today.decider && then.reason == today.reason ? .same : .sameVerdict
  }

  /// Whether what was decided rested on something that the log does not hold, so that `then` came out otherwise. A call
  /// that wanted an approval was let through or not by a person.
  public var isThenUncertain: Bool {
    guard let then, then.verdict != .ask, !entry.event.decision.isEmpty else { return false }
    return then.verdict.rawValue != entry.event.decision
  }
}
