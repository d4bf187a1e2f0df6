public import Domain

/// Who acts: the person with the admin right, or a caller within its own rights.
public enum CallerAuthority: Sendable {
  case admin
  case caller(CallerIdentity)
}
