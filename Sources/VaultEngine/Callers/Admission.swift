internal import Domain

/// Whether a call's caller may make it at all: what is looked at before the policies. A call without one (made by the
/// vault's owner) is always admitted.
struct Admission {
  /// The grant that the admin made, and its source; nil where nobody knows what was meant.
  var grant: Grant?
  var source: GrantSource?
  /// The id that the call goes by: of the issued grant where it is one.
  var reachedID: Identifier?
  /// Grants that callers issued, from the one that was named up to the topmost.
  var issued: [IssuedGrant] = []
  var standing: Standing?
  var refusal: Refusal?

  /// Why not: for the log, and as the caller is told.
  struct Refusal {
    let logged: String
    let error: VaultError

    init(_ error: VaultError, logged: String? = nil) {
      self.error = error
      self.logged = logged ?? error.message
    }
  }
}

extension DecidingRows {
  /// - Parameters:
  ///   - right: what the caller must have.
  ///   - isCounted: whether the calls of the last minute matter.
  /// - Throws: ``VaultError`` for rows that were changed, and for a grant that nobody has.
  func admit(
    _ call: Call, grant text: String, right: CallerRight = .call, isCounted: Bool = true, now: Timestamp,
    in transaction: Transaction
  ) throws -> Admission {
    guard let identity = call.identity else {
      let (grant, source) = try deciding(grant: text)
      return Admission(grant: grant, source: source, reachedID: grant.id, refusal: beyondUserGrant(call, grant))
    }
    try requireIntact()
    // A clock that was set back brings nothing back.
    let moment = max(now, try transaction.newestAudit().time ?? now)
    var admission = Admission()
    do throws(VaultError) {
      var standing = try standing(of: identity, at: moment)
      standing.narrow(to: call.context.onlyRights)
      admission.standing = standing
      try standing.require(right)
      try standing.require(identity.address)
    } catch {
      guard error.cause != nil else { throw error }
      admission.refusal = Admission.Refusal(error)
      if let (grant, source) = try? deciding(grant: text) { (admission.grant, admission.source) = (grant, source) }
      return admission
    }
    guard let standing = admission.standing else { throw VaultError.invalidKey }
    try admission.reach(text, standing, in: self, at: moment, transaction)
    if admission.refusal == nil, let grant = admission.grant, let source = admission.source {
      try requireSigned(grant.id, source.id)
      admission.refusal = admission.problem(of: call, at: moment) ?? beyondUserGrant(call, grant)
      if isCounted, admission.refusal == nil {
        admission.refusal = try standing.rateProblem(at: now, in: transaction)
      }
    }
    return admission
  }

  /// What is left to a caller that was identified before.
  func standing(of identity: CallerIdentity, at moment: Timestamp) throws(VaultError) -> Standing {
    let standing = try book.standing(
      of: identity.id, key: identity.keyID == identity.id ? nil : identity.keyID, at: moment)
    try requireSigned(caller: standing.rootID)
    return standing
  }
}

extension Admission {
  /// Finds what the caller means; one that it may not use is told from one that is not there in the log only.
  fileprivate mutating func reach(
    _ text: String, _ standing: Standing, in rows: DecidingRows, at moment: Timestamp, _ transaction: Transaction
  ) throws {
    let known = rows.book.grants
    var issuedID = Identifier(text).flatMap { known[$0]?.grant.id }
    let named = try? rows.resolve(grant: text)
    if issuedID == nil, named.map({ !standing.reach.contains($0.0.id) }) ?? true, Identifier(text) == nil {
      let fitting = known.values.map(\.grant).filter { issued in
        issued.holder == standing.caller.id && issued.revokedAt == nil
          && (issued.label == text || rows.topmost(issued)?.name == text)
      }
      if fitting.count > 1 {
        let seen = try fitting.compactMap { try rows.seen($0, by: standing, at: moment, in: transaction) }
        refusal = Refusal(
          VaultError(
            .badInput, "several grants of \(standing.fullName) are meant by \(Printable.text(text, limit: 80))",
            hint: "name one by its id", cause: .ambiguous(seen)))
        return
      }
      issuedID = fitting.first?.id
    }
    if let issuedID {
      (reachedID, issued) = (issuedID, rows.chain(of: issuedID))
      guard let top = issued.last.flatMap({ rows.grants[$0.parent]?.grant }), let source = rows.source(of: top),
        issued[0].holder == standing.caller.id
      else {
        refusal = Self.unreachable(text, standing)
        return
      }
      (grant, self.source) = (top, source)
      do throws(VaultError) { try rows.requireHeld(issued, at: moment) } catch { refusal = Refusal(error) }
      return
    }
    guard let (found, source) = named else {
      refusal = Self.unreachable(text, standing)
      return
    }
    (grant, self.source, reachedID) = (found, source, found.id)
    if !standing.reach.contains(found.id) { refusal = Self.unreachable(text, standing) }
  }

  private static func unreachable(_ text: String, _ standing: Standing) -> Refusal {
    Refusal(
      .notReachable(text), logged: "\(standing.fullName) may not use the grant \(Printable.text(text, limit: 80))")
  }

  /// What the issued grants leave out.
  fileprivate func problem(of call: Call, at moment: Timestamp) -> Refusal? {
    guard let narrow = issued.first(where: { !$0.permits(method: call.method, url: call.url) }) else { return nil }
    let allowed = (narrow.methods + narrow.paths).joined(separator: " ")
    return Refusal(
      VaultError(
        .denied, "the issued grant \(narrow.id) does not allow \(call.method) there",
        hint: "what would pass: \(Printable.text(allowed, limit: 400))", cause: .policy("issued grant")))
  }
}

extension DecidingRows {
  /// An issued grant and those it was issued out of, up to the topmost.
  func chain(of id: Identifier) -> [IssuedGrant] {
    var (chain, next): ([IssuedGrant], Identifier?) = ([], id)
    while let id = next, let held = book.grants[id], chain.count < CallerBook.depth {
      chain.append(held.grant)
      next = held.grant.parent
    }
    return chain
  }

  /// The grant that the admin made, at the end of the chain.
  func topmost(_ issued: IssuedGrant) -> Grant? { chain(of: issued.id).last.flatMap { grants[$0.parent]?.grant } }

  /// Refuses a chain that has ended somewhere, or whose makers have.
  func requireHeld(_ chain: [IssuedGrant], at moment: Timestamp) throws(VaultError) {
    for (index, issued) in chain.enumerated() {
      if let time = issued.revokedAt {
        throw VaultError(
          .denied, "the issued grant \(issued.id) was revoked at \(time)", hint: "ask for another",
          cause: .grantRevoked)
      }
      if let end = issued.expiresAt, end <= moment {
        throw VaultError(
          .denied, "the issued grant \(issued.id) expired at \(end)", hint: "ask for another", cause: .grantExpired)
      }
      let isParentHeld: Bool
      do throws(VaultError) {
        let maker = try book.standing(of: issued.maker, key: book.grants[issued.id]?.makerKey, at: moment)
        if index + 1 < chain.count {
          let parent = chain[index + 1]
          isParentHeld = parent.holder == issued.maker && (issued.kind == .sibling || parent.isDelegable)
        } else {
          isParentHeld = maker.reach.contains(issued.parent)
        }
      } catch {
        throw VaultError(
          .denied, "the issued grant \(issued.id) ended with its maker: \(error.message)", hint: "ask for another",
          cause: .grantRevoked)
      }
      guard isParentHeld else {
        throw VaultError(
          .denied, "the maker of the issued grant \(issued.id) may no longer use what it was made of",
          hint: "ask for another", cause: .grantRevoked)
      }
    }
  }
}

extension Standing {
  /// So many seconds every limit of calls a minute looks back.
  static let window: Int64 = 60

  fileprivate func rateProblem(at now: Timestamp, in transaction: Transaction) throws -> Admission.Refusal? {
    let second = now.seconds
    for rate in rates {
      let calls = try transaction.callRate(of: rate.subject, after: second - Self.window)
      var left = calls.reduce(0) { $0 + $1.count }
      guard left >= rate.limit else { continue }
      var wait = Self.window
      for call in calls {
        left -= call.count
        wait = call.second + Self.window - second
        if left < rate.limit { break }
      }
      let seconds = min(max(wait, 1), Self.window)
      return Admission.Refusal(
        VaultError(
          .denied, "\(fullName) has made its \(rate.limit) calls a minute", hint: "try again in \(seconds) s",
          cause: .rateLimited(rate.scope, limit: rate.limit, windowSeconds: Self.window, retryAfter: seconds)))
    }
    return nil
  }

  /// Counts a call that passes.
  func count(at now: Timestamp, in transaction: Transaction) throws {
    for rate in rates {
      try transaction.countCall(of: rate.subject, at: now.seconds, forgettingUpTo: now.seconds - Self.window)
    }
  }
}

extension VaultError {
  /// In the words of a grant that is not there.
  static func notReachable(_ text: String) -> VaultError {
    let error = notFound("grant", text, list: "grants list")
    return VaultError(error.code, error.message, hint: error.hint, cause: .grantNotReachable)
  }

  /// A denial by the binding or the policies, with what it was.
  static func denied(
    _ decision: Decision, _ call: Call, grant: Grant, source: GrantSource, by rows: DecidingRows
  ) -> VaultError {
    let error = denied(decision)
    var cause = Cause.policy(decision.decider.description)
    switch decision.decider {
    case .binding:
      let isRevoked = (grant.revokedAt ?? source.revokedAt) != nil
      cause = isRevoked ? .grantRevoked : source.binding.permits(call.url) ? .grantExpired : .binding
    case .rule(let policy, let version, let number):
      if let seconds = rows.rule(policy, version, number)?.limits.compactMap(\.longestWait).max() {
        cause = .quota(retryAfter: seconds)
      }
    case .noAllowRule:
      if let seconds = decision.usedUp.compactMap({ $0.limits.map(\.longestWait).max() }).min() {
        cause = .quota(retryAfter: seconds)
      }
    case .bindingAlone: break
    }
    return VaultError(error.code, error.message, hint: error.hint, cause: cause)
  }
}

extension DecidingRows {
  fileprivate func rule(_ policy: String, _ version: Int, _ number: Int) -> Rule? {
    guard let found = activePolicies.first(where: { $0.name == policy && $0.version == version }),
      found.rules.indices.contains(number - 1)
    else { return nil }
    return found.rules[number - 1]
  }
}

extension Rule.Limit {
  /// Seconds after which it lets calls pass again at the latest.
  fileprivate var longestWait: Int64 {
    switch period {
    case .sliding(let seconds): seconds
    case .calendar(.day, _): 86_400
    case .calendar(.week, _): 7 * 86_400
    case .calendar(.month, _), .total: 31 * 86_400
    }
  }
}
