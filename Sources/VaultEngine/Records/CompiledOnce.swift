internal import Domain
internal import Synchronization

/// The policies of some rows, prepared at the first decision and then shared.
final class CompiledOnce: Sendable {
  private let compiled = Mutex<CompiledPolicies?>(nil)

  func policies(_ policies: @autoclosure () -> [Policy]) -> CompiledPolicies {
    compiled.withLock { compiled in
      if let compiled { return compiled }
      let made = CompiledPolicies(policies())
      compiled = made
      return made
    }
  }
}

extension DecidingRows {
  /// The policies that hold, and what end users have said of their grants, prepared.
  var policiesInForce: CompiledPolicies { compiledPolicies.policies(activePolicies + userLimits.policies) }
}
