public import Domain

extension VaultError {
  /// Tells a program that answers callers apart what the text tells a person.
  public enum Cause: Hashable, Sendable {
    case invalidKey, keyRevoked, keyExpired
    /// It was replaced, and the time in which both worked is over.
    case keyRotated
    /// It, or a caller above it, has no longer the right that it was made with.
    case keyInactive
    case callerSuspended, callerRevoked
    case missingRight(CallerRight)
    case addressNotAllowed
    case grantRevoked, grantExpired
    /// It may be there, but not for this caller: answer as if it were not.
    case grantNotReachable
    /// Several grants fit what was asked for.
    case ambiguous([CallerGrant])
    /// What denied it: a rule, an issued grant, `strict`.
    case policy(String)
    case binding
    case rateLimited(RateScope, limit: Int, windowSeconds: Int64, retryAfter: Int64)
    /// The limit of a rule.
    case quota(retryAfter: Int64)
    case approvalDenied, approvalExpired
    /// The credential stays in the vault, because this can be kept only in calls that it makes.
    case requiresProxy(BoundBy)
    /// The credential does not go there.
    case blockedDestination
  }

  /// Whose calls a minute are used up.
  public enum RateScope: String, Hashable, Sendable {
    case key, caller
  }

  public enum BoundBy: String, Hashable, Sendable {
    /// Rules, or where the credential goes in the request.
    case restricted
    /// What the caller's own grant narrows.
    case delegated
    /// People are asked.
    case hitl
    /// Calls are counted, or the end user has said what they may be.
    case userLimits
  }
}
