internal import Domain

extension AdminChange {
  /// What the end user has ended stays so: only they can connect anew.
  func requireNotEnded(byUser grant: Identifier, _ name: String) throws(VaultError) {
    for case .withdrawal(let withdrawal) in rows.issued.bodies
    where withdrawal.target == grant && withdrawal.by.hasPrefix(IssuedBody.Withdrawal.userPrefix) {
      throw VaultError(
        .badInput, "\(name) was revoked by its user, and that cannot be taken back",
        hint: "let the user connect anew")
    }
  }
}

extension IssuedBody.Withdrawal {
  /// What `by` begins with where an end user did it; no caller's name holds a colon.
  static let userPrefix = "user:"
}
