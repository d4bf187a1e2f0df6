public import Domain

extension Vault {
  /// What the tightest limit of a caller leaves it just now; nil where nothing limits it.
  public func callAllowance(of identity: CallerIdentity) async throws(VaultError) -> CallAllowance? {
    let (cache, time) = (decidingRows, now)
    return try await database.read { transaction in
      let standing = try cache.rows(transaction).standing(of: identity, at: time)
      let second = time.seconds
      return try standing.rates.map { rate in
        let calls = try transaction.callRate(of: rate.subject, after: second - Standing.window)
        let made = calls.reduce(0) { $0 + $1.count }
        return CallAllowance(
          limit: rate.limit, left: max(0, rate.limit - Int(made)),
          resetsAt: Timestamp(microseconds: ((calls.last?.second ?? second) + Standing.window) * 1_000_000))
      }
      .min { $0.left < $1.left }
    }
  }
}
