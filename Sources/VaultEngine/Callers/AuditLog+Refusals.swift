internal import Domain

extension AuditLog {
  /// Writes that a caller may not make a call; the error is what the caller is told.
  func refuse(
    _ call: Call, _ admission: Admission, grant name: String, parked: ParkedContent? = nil, in transaction: Transaction
  ) throws -> VaultError {
    let refusal = admission.refusal ?? Admission.Refusal(.notReachable(name))
    if let parked, try !transaction.takeParkedCall(parked.id) { return .noLongerWaiting }
    var event = call.event(
      .denied, grant: admission.grant, source: admission.source,
      name: admission.grant?.name ?? Printable.text(name, limit: 64))
    (event.decision, event.rule, event.reason) = ("deny", "caller", refusal.logged)
    try append(event, in: transaction)
    return refusal.error
  }
}

extension DecidingRows {
  /// Refuses what callers made when it is not what this vault wrote.
  func requireAuthentic(_ keys: UseKeys, vaultID: Identifier) throws(VaultError) {
    try issued.requireAuthentic { () throws(VaultError) in try IssuedSeal(keys, vaultID: vaultID) }
  }
}
