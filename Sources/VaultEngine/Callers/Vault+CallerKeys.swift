public import Domain

extension Vault {
  /// The longest time in which a replaced key and its successor both work.
  public static let longestOverlap: Int64 = 90 * 86_400
  /// So many keys of one caller work at once.
  static let mostKeys = 100

  /// A further key of a caller; with `draft.parent` one derived from that key. A caller derives keys of its own, never with
  /// more than the key it showed, and mints keys for those below it.
  public func mintKey(
    for id: Identifier, _ draft: CallerKeyDraft, by authority: CallerAuthority
  ) async throws(VaultError) -> MintedKey {
    try await changeCallers(by: authority, needing: nil) { change in
      try CallerCheck.check(draft, at: change.now)
      let entry = try change.target(id, orItself: true)
      let isItself = change.standing?.caller.id == id
      var parentID = draft.parent
      if let standing = change.standing {
        try standing.require(isItself ? .deriveKeys : .administer)
        if isItself {
          parentID = parentID ?? standing.key?.id
          guard standing.key == nil || parentID == standing.key?.id else {
            throw VaultError(
              .badInput, "a key is derived from the key that is shown", hint: "show the other key; nothing was minted")
          }
        }
      }
      let most = try change.most(for: entry, derivedFrom: parentID)
      try entry.requireRoom(at: change.moment)
      let rights = draft.rights ?? most
      if change.standing != nil || parentID != nil, let beyond = rights.subtracting(most).min() {
        throw VaultError.missing(beyond, change.name(id))
      }
      let isDerived = parentID != nil || isItself
      let (key, text) = try change.newKey(
        isDerived ? .derived : entry.caller.kind == .app ? .app : .agent, name: draft.name, rights: rights,
        addresses: draft.addresses, ratePerMinute: draft.ratePerMinute, parent: parentID, expiresAt: draft.expiresAt)
      let caller = try change.save([key], of: entry)
      change.record(
        .callerKeyMinted, change.name(id),
        "key \(key.prefix)…\(rights.contains(.retrieve) ? "; this caller receives the token" : "")")
      return MintedKey(caller: caller, key: key, text: text)
    }
  }

  /// Replaces a key by one with the same rights and limits. The old one works until the overlap is over.
  public func rotateKey(
    _ id: Identifier, overlapSeconds: Int64, by authority: CallerAuthority
  ) async throws(VaultError) -> MintedKey {
    guard (0...Self.longestOverlap).contains(overlapSeconds) else {
      throw VaultError(.badInput, "an overlap is between nothing and 90 days", hint: "nothing was changed")
    }
    return try await changeCallers(by: authority, needing: nil) { change in
      var (entry, old) = try change.target(key: id)
      try change.require(changing: old, of: entry)
      try change.requireAlive(old, of: entry)
      guard old.deprecatedAt == nil else {
        throw VaultError(.badInput, "the key \(old.prefix)… was replaced already", hint: "nothing was changed")
      }
      try entry.requireRoom(at: change.moment)
      let (key, text) = try change.newKey(
        old.form, name: old.name, rights: old.rights, addresses: old.addresses, ratePerMinute: old.ratePerMinute,
        parent: old.form == .derived ? old.parent : old.id, expiresAt: old.expiresAt)
      let end = change.now.adding(seconds: overlapSeconds)
      old.deprecatedAt = change.now
      old.expiresAt = min(old.expiresAt ?? end, end)
      var changed = [old, key]
      if change.records == nil, !entry.issuedKeys.contains(id) {
        try change.issued.put(
          .deprecation(IssuedBody.Deprecation(key: id, time: change.now, expiresAt: old.expiresAt)))
        entry.replace(old)
        changed = [key]
      }
      let caller = try change.save(changed, of: entry)
      change.record(
        .callerKeyRotated, change.name(caller.id), "key \(old.prefix)… ends at \(end), key \(key.prefix)… follows it")
      return MintedKey(caller: caller, key: key, text: text)
    }
  }

  /// Marks a key as one that should be replaced, or takes the mark away. It works all the same.
  public func setKeyDeprecated(
    _ id: Identifier, _ isDeprecated: Bool, by authority: CallerAuthority
  ) async throws(VaultError) -> Caller {
    try await changeCallers(by: authority, needing: nil) { change in
      var (entry, key) = try change.target(key: id)
      try change.require(changing: key, of: entry)
      guard (key.deprecatedAt != nil) != isDeprecated else { return entry.caller }
      guard key.revokedAt == nil else {
        throw VaultError(
          .badInput, "the key \(key.prefix)… is revoked", hint: "nothing was changed", cause: .keyRevoked)
      }
      let mark = change.rows.issued.deprecation(of: id)
      key.deprecatedAt = isDeprecated ? change.now : nil
      if change.records == nil, !entry.issuedKeys.contains(id) {
        guard isDeprecated || mark != nil && mark?.expiresAt == nil else {
          throw VaultError(
            .badInput, "the key \(key.prefix)… was replaced, or deprecated by the admin", hint: "nothing was changed")
        }
        if isDeprecated {
          try change.issued.put(
            .deprecation(IssuedBody.Deprecation(key: id, time: change.now, expiresAt: nil)))
        } else {
          try change.issued.delete(.deprecation, id)
        }
        entry.replace(key)
      } else {
        if mark != nil { try change.issued.delete(.deprecation, id) }
        entry.caller = try change.save([key], of: entry)
      }
      change.record(
        .callerKeyChanged, change.name(entry.caller.id),
        "key \(key.prefix)… \(isDeprecated ? "deprecated" : "no longer deprecated")")
      return entry.caller
    }
  }

  /// Ends a key, and the keys derived from it, for good. A caller may always end the key that it shows.
  public func revokeKey(_ id: Identifier, by authority: CallerAuthority) async throws(VaultError) -> Caller {
    try await changeCallers(by: authority, needing: nil) { change in
      var (entry, key) = try change.target(key: id)
      if change.standing?.key?.id != id, !change.isDerived(key, of: entry) {
        try change.standing?.require(.administer)
      }
      guard key.revokedAt == nil else { return entry.caller }
      key.revokedAt = change.now
      if change.records == nil, !entry.issuedKeys.contains(id) {
        try change.withdraw(id, "")
        entry.replace(key)
      } else {
        entry.caller = try change.save([key], of: entry)
      }
      change.record(.callerKeyRevoked, change.name(entry.caller.id), "key \(key.prefix)…")
      return entry.caller
    }
  }
}

extension CallerBook.Entry {
  fileprivate func requireRoom(at moment: Timestamp) throws(VaultError) {
    let living = caller.keys.count { $0.revokedAt == nil && ($0.expiresAt.map { $0 > moment } ?? true) }
    guard living < Vault.mostKeys else {
      throw VaultError(
        .badInput, "\(caller.name) has \(Vault.mostKeys) keys that work", hint: "revoke one first; nothing was minted")
    }
  }

  fileprivate mutating func replace(_ key: CallerKey) {
    if let index = caller.keys.firstIndex(where: { $0.id == key.id }) { caller.keys[index] = key }
  }
}

extension CallerChange {
  /// The rights that a new key of a caller can have. The admin mints for a suspended caller too.
  fileprivate func most(
    for entry: CallerBook.Entry, derivedFrom parent: Identifier?
  ) throws(VaultError) -> Set<CallerRight> {
    if let standing, standing.caller.id == entry.caller.id { return standing.rights }
    if standing == nil, parent == nil {
      try requireUnrevoked(entry)
      return entry.caller.rights
    }
    return try book.standing(of: entry.caller.id, key: parent, at: moment).rights
  }

  /// Refuses a key that has ended. The admin replaces one of a suspended caller too.
  fileprivate func requireAlive(_ key: CallerKey, of entry: CallerBook.Entry) throws(VaultError) {
    guard standing == nil else {
      _ = try book.standing(of: entry.caller.id, key: key.id, at: moment)
      return
    }
    try requireUnrevoked(entry)
    if key.revokedAt != nil || key.expiresAt.map({ $0 <= moment }) == true {
      throw VaultError(
        .badInput, "the key \(key.prefix)… has ended", hint: "mint another; nothing was changed", cause: .keyRevoked)
    }
  }

  private func requireUnrevoked(_ entry: CallerBook.Entry) throws(VaultError) {
    guard entry.caller.revokedAt == nil else {
      throw VaultError(
        .badInput, "the caller \(name(entry.caller.id)) is revoked", hint: "make another", cause: .callerRevoked)
    }
  }

  /// Replacing a key wants no more than the right to derive from it, for the key that is shown; for others the right over
  /// callers.
  fileprivate func require(changing key: CallerKey, of entry: CallerBook.Entry) throws(VaultError) {
    guard let standing else { return }
    let isOwn = standing.key?.id == key.id || isDerived(key, of: entry)
    if isOwn, standing.rights.contains(.deriveKeys) { return }
    try standing.require(.administer)
  }

  /// Whether the key was derived from the one that is shown, or from one that was.
  fileprivate func isDerived(_ key: CallerKey, of entry: CallerBook.Entry) -> Bool {
    guard let shown = standing?.key?.id else { return false }
    var (next, steps) = (key.form == .derived ? key.parent : nil, 0)
    while let id = next, steps < CallerBook.depth {
      if id == shown { return true }
      let parent = entry.caller.keys.first { $0.id == id }
      (next, steps) = (parent?.form == .derived ? parent?.parent : nil, steps + 1)
    }
    return false
  }
}

extension IssuedRows {
  fileprivate func deprecation(of key: Identifier) -> IssuedBody.Deprecation? {
    for case .deprecation(let deprecation) in bodies where deprecation.key == key { return deprecation }
    return nil
  }
}
