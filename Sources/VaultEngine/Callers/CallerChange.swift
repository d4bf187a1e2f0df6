internal import Domain
internal import Glibc
internal import VaultCrypto

/// One change of callers and of what they hold, inside its transaction.
struct CallerChange: ChangesIssuedRows {
  let change: IssuedChange
  /// nil where a caller acts: it signs nothing.
  let records: RecordWriter?
  /// The caller that acts; nil for the admin.
  let standing: Standing?
  let book: CallerBook
  private let pepper: SecretBytes

  init(_ change: IssuedChange, records: RecordWriter?, standing: Standing?) {
    self.change = change
    self.records = records
    self.standing = standing
    book = change.rows.book
    pepper = change.keys.key(.callerPepper)
  }

  /// Notes what was done, for the log, where it joins at the end.
  func record(_ kind: AuditEvent.Kind, _ subject: String, grant: Grant? = nil, _ reason: String) {
    record(
      AuditEvent(
        kind: kind, caller: standing?.fullName ?? "", pid: getpid(), principal: grant?.principal.description ?? "",
        grantID: grant?.id, subject: subject, reason: reason, keyPrefix: standing?.key?.prefix ?? ""))
  }

  // MARK: Whom

  /// A caller that may be changed: any by the admin, by a caller those below it, and where wanted itself.
  func target(_ id: Identifier, orItself: Bool = false) throws(VaultError) -> CallerBook.Entry {
    guard let entry = book.entries[id], isMine(id) || orItself && standing?.caller.id == id else {
      throw .notFound("caller", id.description, list: "callers list")
    }
    return entry
  }

  /// A key that may be changed, with its caller.
  func target(key id: Identifier) throws(VaultError) -> (CallerBook.Entry, CallerKey) {
    guard let entry = book.owner(ofKey: id), isMine(entry.caller.id) || standing?.caller.id == entry.caller.id,
      let key = entry.caller.keys.first(where: { $0.id == id })
    else { throw .notFound("caller key", id.description, list: "callers list") }
    return (entry, key)
  }

  func isMine(_ id: Identifier) -> Bool { standing.map { book.isBelow(id, $0.caller.id) } ?? true }

  /// The derived key that the acting caller showed: what it makes dies with that one.
  var makerKey: Identifier? { standing?.key.flatMap { $0.form == .derived ? $0.id : nil } }

  func name(_ id: Identifier) -> String { book.fullNames[id] ?? id.description }

  // MARK: Rows

  /// Writes a caller where it belongs: a row of the admin's is signed, one that was issued gets its MAC.
  func save(_ caller: Caller, of entry: CallerBook.Entry) throws -> Caller {
    var row = caller
    row.version += 1
    let whole = row
    row.keys.removeAll { entry.issuedKeys.contains($0.id) }
    if entry.isIssued {
      try issued.put(.caller(row, makerKey: entry.makerKey))
    } else if let records {
      try records.put(CallerRecord(caller: row))
    } else {
      throw VaultError.adminNeeded
    }
    return whole
  }

  /// Writes new and changed keys: under the admin's signature where the admin minted them.
  func save(_ keys: [CallerKey], of entry: CallerBook.Entry) throws -> Caller {
    var caller = entry.caller
    var isSigned = false
    for key in keys {
      let index = caller.keys.firstIndex { $0.id == key.id }
      if let index { caller.keys[index] = key } else { caller.keys.append(key) }
      if entry.issuedKeys.contains(key.id) || index == nil && (records == nil || entry.isIssued) {
        try issued.put(.key(key, owner: caller.id))
      } else {
        isSigned = true
      }
    }
    guard isSigned else { return caller }
    return try save(caller, of: entry)
  }

  /// A new key and its text, which is shown once.
  func newKey(
    _ form: CallerKeyText.Form, name: String, rights: Set<CallerRight>, addresses: [AddressRange] = [],
    ratePerMinute: Int? = nil, parent: Identifier? = nil, expiresAt: Timestamp? = nil
  ) throws -> (key: CallerKey, text: SecretBytes) {
    guard let text = CallerKeyText(form: form, random: try Random.bytes(CallerKeyText.randomLength)) else {
      throw CryptoError.library("RAND_bytes")
    }
    let key = CallerKey(
      name: name, form: form, prefix: text.prefix, digest: MAC.of(text.bytes, key: pepper), rights: rights,
      addresses: addresses, ratePerMinute: ratePerMinute, parent: parent, createdAt: now, expiresAt: expiresAt)
    return (key, SecretBytes(text.bytes))
  }
}

extension Vault {
  /// Runs a change of callers in one synced transaction with its events, as the admin or as a caller.
  ///
  /// - Parameter right: what a caller must have for it; nil for what every caller may.
  func changeCallers<Result: Sendable>(
    by authority: CallerAuthority, needing right: CallerRight?,
    _ body: @escaping @Sendable (CallerChange) throws -> Result
  ) async throws(VaultError) -> Result {
    switch authority {
    case .admin:
      return try await change { admin in
        let change = try IssuedChange(
          admin.transaction, rows: admin.rows, keys: admin.keys, vaultID: admin.vaultID, now: admin.now)
        let result = try body(CallerChange(change, records: admin.writer, standing: nil))
        try change.finish(admin.log)
        return result
      }
    case .caller(let identity):
      return try await changeIssued { change in
        let standing = try change.rows.standing(of: identity, at: change.moment)
        try standing.require(identity.address)
        if let right { try standing.require(right) }
        return try body(CallerChange(change, records: nil, standing: standing))
      }
    }
  }
}
