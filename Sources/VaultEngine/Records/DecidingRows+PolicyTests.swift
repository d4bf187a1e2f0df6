internal import Domain

extension DecidingRows {
  /// Runs the tests of a policy as if it were saved, and those of the others, which it may break.
  func checkTests(saving policy: Policy, now: Timestamp) throws(VaultError) {
    let others = activePolicies.filter { $0.id != policy.id }
    guard !policy.tests.isEmpty || others.contains(where: { !$0.tests.isEmpty }) else { return }
    // What end users have said of their grants is no matter of the tests.
    let (then, before) = (CompiledPolicies(others + [policy]), CompiledPolicies(activePolicies))
    for test in policy.tests {
      guard let failure = test.failure(of: then, now: now, find: covered) else { continue }
      throw VaultError(
        .badInput, "the test \(Printable.text(test.name, limit: 80)) of \(policy.name) fails: \(failure)",
        hint: "nothing was saved; mend the rules or the test")
    }
    for other in others.sorted(by: { $0.name < $1.name }) {
      for test in other.tests {
        // One that fails already is not this policy's doing.
        guard let failure = test.failure(of: then, now: now, find: covered),
          test.failure(of: before, now: now, find: covered) == nil
        else { continue }
        throw VaultError(
          .badInput,
          "with this \(policy.name) the test \(Printable.text(test.name, limit: 80)) of \(other.name) fails: \(failure)",
          hint: "nothing was saved; mend the rules, or the test in \(other.name)")
      }
    }
  }

  private func covered(_ name: String) -> PolicyReview.Covered? { try? resolve(grant: name) }

  /// Every grant with its source.
  var covered: [PolicyReview.Covered] {
    grants.values.compactMap { record in source(of: record.grant).map { (record.grant, $0) } }
  }
}
