public import Domain

extension Vault {
  /// All callers, the newest first. Works locked too, since names are not secret.
  public func callers() async throws(VaultError) -> [CallerSummary] {
    let keys = try await presentKeys(rearming: false)
    let (cache, id, time) = (decidingRows, id, now)
    return try await database.read { transaction in
      let rows = try cache.rows(transaction)
      var isIntact = rows.isComplete && rows.tampered.isEmpty
      if let keys, (try? rows.requireAuthentic(keys, vaultID: id)) == nil { isIntact = false }
      return try rows.book.entries.values.map { entry in
        let name = rows.book.fullNames[entry.caller.id] ?? entry.caller.name
        let use = try transaction.use(
          byCaller: name, from: entry.caller.createdAt, since: time.adding(seconds: -86_400))
        return CallerSummary(
          caller: entry.caller, fullName: name, state: isIntact ? rows.state(of: entry.caller, at: time) : .tampered,
          lastUsed: use.last, calls: use.calls)
      }
      .sorted { ($0.caller.createdAt, $0.caller.id) > ($1.caller.createdAt, $1.caller.id) }
    }
  }

  /// A caller by its id or its full name.
  public func caller(_ nameOrID: String) async throws(VaultError) -> Caller {
    let cache = decidingRows
    return try await database.read { try cache.rows($0).caller(nameOrID).caller }
  }

  /// Makes a caller with its first key. Under a caller it is one below that, which never has more than it.
  public func addCaller(
    _ draft: CallerDraft, by authority: CallerAuthority
  ) async throws(VaultError) -> MintedKey {
    try await changeCallers(by: authority, needing: .administer) { change in
      try CallerCheck.check(draft, at: change.now)
      try change.requireFree(draft.name)
      let parent = change.standing?.caller.id
      if let parent, change.book.level(of: parent) + 2 > CallerBook.depth {
        throw VaultError(.badInput, "callers stand at most \(CallerBook.depth) deep", hint: "nothing was made")
      }
      let rights = change.standing.map { draft.rights.intersection($0.rights) } ?? draft.rights
      var caller = Caller(
        name: draft.name, displayName: Printable.text(draft.displayName, limit: 200), kind: draft.kind, parent: parent,
        reach: try change.checked(draft.reach), rights: rights, addresses: draft.addresses,
        ratePerMinute: draft.ratePerMinute, metadata: draft.metadata, createdAt: change.now,
        expiresAt: draft.expiresAt, version: 1)
      let (key, text) = try change.newKey(
        draft.kind == .app ? .app : .agent, name: draft.name, rights: rights)
      if let records = change.records {
        caller.keys = [key]
        try records.put(CallerRecord(caller: caller))
      } else {
        try change.issued.put(.caller(caller, makerKey: change.makerKey))
        try change.issued.put(.key(key, owner: caller.id))
        caller.keys = [key]
      }
      let name = change.standing.map { "\($0.fullName)/\(caller.name)" } ?? caller.name
      change.record(
        .callerAdded, name,
        "\(caller.kind.rawValue), key \(key.prefix)…\(rights.contains(.retrieve) ? "; this caller receives the token" : "")"
      )
      return MintedKey(caller: caller, key: key, text: text)
    }
  }

  /// Changes name, display name, metadata, reach, rights, limits and whether it is suspended; anything else stays.
  public func updateCaller(
    _ id: Identifier, by authority: CallerAuthority, _ body: @escaping @Sendable (inout Caller) -> Void
  ) async throws(VaultError) -> Caller {
    try await changeCallers(by: authority, needing: .administer) { change in
      let entry = try change.target(id)
      var (asked, after) = (entry.caller, entry.caller)
      body(&asked)
      (after.name, after.metadata) = (asked.name, asked.metadata)
      after.displayName = Printable.text(asked.displayName, limit: 200)
      (after.addresses, after.ratePerMinute) = (asked.addresses, asked.ratePerMinute)
      (after.expiresAt, after.suspendedAt) = (asked.expiresAt, asked.suspendedAt)
      after.rights = change.standing.map { asked.rights.intersection($0.rights) } ?? asked.rights
      after.reach = asked.reach == entry.caller.reach ? asked.reach : try change.checked(asked.reach)
      guard after != entry.caller else { return entry.caller }
      guard entry.caller.revokedAt == nil else {
        throw VaultError(
          .badInput, "the caller \(change.name(id)) is revoked", hint: "make another", cause: .callerRevoked)
      }
      try CallerCheck.check(after, since: entry.caller, at: change.now)
      if after.name != entry.caller.name { try change.requireFree(after.name, parent: entry.caller.parent) }
      let saved = try change.save(after, of: entry)
      change.record(.callerChanged, change.name(id), CallerCheck.difference(entry.caller, after))
      return saved
    }
  }

  /// Ends a caller with all its keys and all callers below it, for good. A caller may end those below it, and itself.
  public func revokeCaller(_ id: Identifier, by authority: CallerAuthority) async throws(VaultError) -> Caller {
    try await changeCallers(by: authority, needing: nil) { change in
      let entry = try change.target(id, orItself: true)
      if let standing = change.standing, standing.caller.id != id || change.makerKey != nil {
        try standing.require(.administer)
      }
      guard entry.caller.revokedAt == nil else { return entry.caller }
      var caller = entry.caller
      caller.revokedAt = change.now
      if change.records == nil, !entry.isIssued {
        try change.withdraw(id, "")
      } else {
        caller = try change.save(caller, of: entry)
      }
      let below = change.book.entries.keys.count { change.book.isBelow($0, id) }
      change.record(.callerRevoked, change.name(id), below == 0 ? "" : "with \(below) below it")
      return caller
    }
  }
}

extension CallerBook {
  /// How many stand above it.
  func level(of id: Identifier) -> Int {
    var (next, level) = (entries[id]?.caller.parent, 0)
    while let parent = next, level < Self.depth { (next, level) = (entries[parent]?.caller.parent, level + 1) }
    return level
  }
}

extension CallerChange {
  /// Ends a row of the admin's by one that the admin did not sign.
  func withdraw(_ target: Identifier, _ reason: String) throws {
    try issued.put(
      .withdrawal(
        IssuedBody.Withdrawal(target: target, time: now, reason: reason, by: standing?.fullName ?? "")))
  }

  /// Names are taken among those that one caller, or the admin, has made and nobody has revoked.
  func requireFree(_ name: String, parent: Identifier?? = nil) throws(VaultError) {
    let parent = parent ?? standing?.caller.id
    let isTaken = book.entries.values.contains {
      $0.caller.parent == parent && $0.caller.name == name && $0.caller.revokedAt == nil
    }
    if isTaken {
      throw VaultError(.exists, "the name \(name) is taken by a caller", hint: "choose another; nothing was changed")
    }
  }

  /// A reach that lies within what the acting caller has, of grants that are there.
  func checked(_ reach: Caller.Reach) throws(VaultError) -> Caller.Reach {
    guard case .only(let ids) = reach else { return reach }
    for id in ids.sorted() where rows.grants[id] == nil || standing?.reach.contains(id) == false {
      throw .notReachable(id.description)
    }
    return reach
  }
}

extension DecidingRows {
  fileprivate func state(of caller: Caller, at now: Timestamp) -> CallerSummary.State {
    do throws(VaultError) { _ = try book.standing(of: caller.id, key: nil, at: now) } catch {
      switch error.cause {
      case .callerSuspended: return .suspended
      case .keyExpired: return .expired
      default: return .revoked
      }
    }
    let hasDeprecated = caller.keys.contains { key in
      key.deprecatedAt != nil && key.revokedAt == nil && key.expiresAt.map { $0 > now } ?? true
    }
    return hasDeprecated ? .deprecatedKey : .good
  }
}
