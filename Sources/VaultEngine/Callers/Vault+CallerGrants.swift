public import Domain

extension Vault {
  /// What a caller may use, and what it could use before it ended: grants in its reach, and those issued to it. The newest
  /// first.
  public func grants(for identity: CallerIdentity) async throws(VaultError) -> [CallerGrant] {
    let keys = try await useKeys(rearming: false)
    let (cache, id, time) = (decidingRows, id, now)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      try rows.requireIntact()
      try rows.requireAuthentic(keys, vaultID: id)
      let moment = max(time, try transaction.newestAudit().time ?? time)
      let standing = try rows.standing(of: identity, at: moment)
      let own = try rows.grants.values.map(\.grant).filter { standing.reach.contains($0.id) }
        .compactMap { try rows.seen($0, by: standing, at: moment, in: transaction) }
      let held = try rows.book.grants.values.map(\.grant).filter { $0.holder == standing.caller.id }
        .compactMap { try rows.seen($0, by: standing, at: moment, in: transaction) }
      return (own + held).sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    }
  }

  /// Makes a narrower grant of one that the caller may use: for an agent below it, or a sibling of its own.
  public func issueGrant(
    _ draft: IssuedGrantDraft, by identity: CallerIdentity
  ) async throws(VaultError) -> IssuedGrant {
    try await changeCallers(by: .caller(identity), needing: .administer) { change in
      guard let standing = change.standing else { throw VaultError.invalidKey }
      let methods = try draft.methods.map { try Vault.checkedMethod($0) }
      let grant = IssuedGrant(
        kind: draft.holder == nil ? .sibling : .delegation, parent: draft.parent, maker: standing.caller.id,
        holder: draft.holder ?? standing.caller.id, label: Printable.text(draft.label, limit: 200), methods: methods,
        paths: draft.paths, isDelegable: draft.isDelegable, createdAt: change.now, expiresAt: draft.expiresAt)
      try CallerCheck.check(expiry: draft.expiresAt, at: change.now)
      for path in draft.paths {
        if let problem = Rule(effect: .allow, methods: methods, path: path).problem {
          throw VaultError(.badInput, problem, hint: "nothing was issued")
        }
      }
      if let holder = draft.holder {
        _ = try change.target(holder)
        _ = try change.book.standing(of: holder, key: nil, at: change.moment)
      }
      let top = try change.requireIssuable(grant, by: standing)
      try change.issued.put(.grant(grant, makerKey: change.makerKey))
      change.record(
        .grantIssued, top.name, grant: top,
        draft.holder.map { "to \(change.name($0)) as \(grant.id)" } ?? "sibling \(grant.id) \(grant.label)")
      return grant
    }
  }

  /// Ends a grant for good: one that the caller issued or holds, or, for everybody, one in its reach. The time is that of
  /// the first withdrawal.
  public func withdrawGrant(
    _ id: Identifier, reason: String, by identity: CallerIdentity
  ) async throws(VaultError) -> Timestamp {
    let time = try await changeCallers(by: .caller(identity), needing: nil) { change in
      guard let standing = change.standing else { throw VaultError.invalidKey }
      let reason = Printable.text(reason, limit: 500)
      if let held = change.book.grants[id] {
        var grant = held.grant
        let isHolder = grant.holder == standing.caller.id
        guard isHolder || grant.maker == standing.caller.id || change.isMine(grant.maker) || change.isMine(grant.holder)
        else { throw VaultError.notReachable(id.description) }
        if !isHolder || change.makerKey != nil { try standing.require(.administer) }
        if let time = grant.revokedAt { return time }
        grant.revokedAt = change.now
        try change.issued.put(.grant(grant, makerKey: held.makerKey))
        let top = change.rows.topmost(grant)
        change.record(.grantWithdrawn, top?.name ?? "", grant: top, "the issued grant \(id)\(Self.because(reason))")
        return change.now
      }
      guard let grant = change.rows.grants[id]?.grant, standing.reach.contains(id) else {
        throw VaultError.notReachable(id.description)
      }
      try standing.require(.administer)
      if let time = grant.revokedAt { return time }
      try change.withdraw(id, reason)
      if let source = change.rows.source(of: grant), source.connection != nil {
        try change.transaction.retire(source, at: change.now)
      }
      change.record(.grantWithdrawn, grant.name, grant: grant, "for every caller\(Self.because(reason))")
      return change.now
    }
    if let keys = try? await useKeys(rearming: false) { await tellProviders(keys: keys) }
    return time
  }

  private static func because(_ reason: String) -> String { reason.isEmpty ? "" : ": \(reason)" }
}

extension CallerChange {
  /// The grant at the end of the chain, when the maker may use all of the chain and hand it on.
  fileprivate func requireIssuable(_ grant: IssuedGrant, by standing: Standing) throws -> Grant {
    let chain = rows.chain(of: grant.parent)
    guard chain.count + 1 < CallerBook.depth else {
      throw VaultError(.badInput, "grants are issued at most \(CallerBook.depth) deep", hint: "nothing was issued")
    }
    if let parent = chain.first {
      guard parent.holder == standing.caller.id else { throw VaultError.notReachable(grant.parent.description) }
      try rows.requireHeld(chain, at: moment)
      guard grant.kind == .sibling || parent.isDelegable else {
        throw VaultError(
          .denied, "the issued grant \(parent.id) may not be handed on", hint: "ask its maker for one that may",
          cause: .policy("issued grant"))
      }
    } else if !standing.reach.contains(grant.parent) {
      throw VaultError.notReachable(grant.parent.description)
    }
    guard let top = rows.grants[chain.last?.parent ?? grant.parent]?.grant, let source = rows.source(of: top) else {
      throw VaultError.notReachable(grant.parent.description)
    }
    if (top.revokedAt ?? source.revokedAt) != nil {
      throw VaultError(.denied, "\(top.name) was revoked", hint: "nothing was issued", cause: .grantRevoked)
    }
    if let end = top.expiresAt, end <= moment {
      throw VaultError(.denied, "\(top.name) expired at \(end)", hint: "nothing was issued", cause: .grantExpired)
    }
    let isThere = book.grants.values.contains { held in
      held.grant.parent == grant.parent && held.grant.holder == grant.holder && held.grant.label == grant.label
        && held.grant.revokedAt == nil && (held.grant.expiresAt.map { $0 > moment } ?? true)
    }
    if isThere {
      throw VaultError(
        .exists, "\(name(grant.holder)) has such a grant of \(top.name) already",
        hint: "give it another label, or withdraw that one first")
    }
    return top
  }
}

extension DecidingRows {
  /// A grant in the caller's reach, as the caller sees it.
  func seen(
    _ grant: Grant, by standing: Standing, at moment: Timestamp, in transaction: Transaction
  ) throws -> CallerGrant? {
    try seen(grant, issued: nil, chain: [], by: standing, at: moment, in: transaction)
  }

  /// A grant that was issued to the caller, as the caller sees it.
  func seen(
    _ issued: IssuedGrant, by standing: Standing, at moment: Timestamp, in transaction: Transaction
  ) throws -> CallerGrant? {
    let chain = chain(of: issued.id)
    guard let grant = topmost(issued) else { return nil }
    return try seen(grant, issued: issued, chain: chain, by: standing, at: moment, in: transaction)
  }

  private func seen(
    _ grant: Grant, issued: IssuedGrant?, chain: [IssuedGrant], by standing: Standing, at moment: Timestamp,
    in transaction: Transaction
  ) throws -> CallerGrant? {
    guard let source = source(of: grant) else { return nil }
    let connectionState = try transaction.connectionState(of: source)
    let id = issued?.id ?? grant.id
    let end = ([grant.expiresAt] + chain.map(\.expiresAt)).compactMap { $0 }.min()
    var revoked = ([grant.revokedAt, source.revokedAt] + chain.map(\.revokedAt)).compactMap { $0 }.min()
    do throws(VaultError) { try requireHeld(chain, at: moment) } catch {
      if error.cause == .grantRevoked { revoked = revoked ?? moment }
    }
    let state: CallerGrant.State =
      if revoked != nil { .revoked } else if let end, end <= moment {
        .expired
      } else if connectionState?.needsReauth
        != nil
      { .needsReauth } else { .active }
    return CallerGrant(
      id: id, grant: grant, source: source, connectionState: connectionState, issued: issued,
      principal: issued?.kind == .delegation ? .agent(standing.caller.name) : grant.principal, depth: chain.count,
      state: state, expiresAt: end, revokedAt: revoked, lastUsed: try transaction.lastUse(of: grant.id),
      delegations: book.grants.values.map(\.grant).filter {
        $0.parent == id && $0.maker == standing.caller.id && $0.kind == .delegation && $0.revokedAt == nil
      }
      .sorted { $0.createdAt < $1.createdAt },
      userGrant: userGrants[grant.id])
  }
}
