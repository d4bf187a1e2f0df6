internal import Domain

extension IssuedWriter {
  /// Forgets users' grants that ended long ago, with their credentials and with what was said of them. Those that the admin
  /// has signed a row for since stay, as all of the admin's do.
  func forgetUserGrants(endedBefore time: Timestamp) throws {
    var withdrawn: [Identifier: Timestamp] = [:]
    for case .withdrawal(let withdrawal) in rows.bodies { withdrawn[withdrawal.target] = withdrawal.time }
    var said: [Identifier: UserLimits] = [:]
    for case .userLimits(let limits) in rows.bodies { said[limits.grant] = limits }
    var ended: [UserGrant] = []
    for case .userGrant(let held) in rows.bodies {
      // One that its user has extended is not over; one that they have shortened, they can extend again.
      let (own, extended) = (
        held.grant.expiresAt, said[held.id]?.end(own: held.grant.expiresAt, latest: held.latestEnd)
      )
      let end = [held.grant.revokedAt, own.map { max($0, extended ?? $0) }, withdrawn[held.id]].compactMap { $0 }.min()
      if let end, end < time { ended.append(held) }
    }
    guard !ended.isEmpty else { return }
    let signed = Set(try transaction.records().filter(\.isCurrent).map(\.id))
    for held in ended where !signed.contains(held.id.bytes) && !signed.contains(held.source.id.bytes) {
      for kind in [IssuedBody.Kind.userGrant, .userLimits, .withdrawal] {
        try transaction.deleteIssued(kind.rawValue, held.id.bytes)
      }
      try transaction.destroy(held.source)
    }
  }
}
