extension PolicyTest {
  /// Why the policies do not pass the test, in words; nil when they do.
  ///
  /// - Parameter find: the grant of a name, with its source.
  public func failure(
    of policies: CompiledPolicies, now: Timestamp, find: (String) -> PolicyReview.Covered?
  ) -> String? {
    guard let (grant, source) = find(grant) else { return "there is no grant \(Printable.text(grant, limit: 64))" }
    guard let facts = try? facts() else { return "its URL cannot be sent" }
    let context = PolicyContext(now: at ?? now)
    let decision = policies.decide(facts, grant: grant, source: source, context: context)
    guard decision.verdict != expected else { return nil }
    return "it expects \(expected.rawValue), but the call gets \(decision.verdict.rawValue): \(decision.reason)"
  }
}
