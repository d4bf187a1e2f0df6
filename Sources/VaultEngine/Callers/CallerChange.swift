internal import Domain
internal import Glibc
internal import VaultCrypto

/// One change of callers and of what they hold, inside its transaction.
struct CallerChange {
  let transaction: Transaction
  let rows: DecidingRows
  let book: CallerBook
  /// nil where a caller acts: it signs nothing.
  let records: RecordWriter?
  let issued: IssuedWriter
  /// The caller that acts; nil for the admin.
  let standing: Standing?
  let pepper: SecretBytes
  let now: Timestamp
  /// The newest time that is known: what has ended stays ended.
  let moment: Timestamp
  private let events = EventList()

  private final class EventList {
    var all: [AuditEvent] = []
  }

  init(
    _ transaction: Transaction, rows: DecidingRows, records: RecordWriter?, standing: Standing?, keys: UseKeys,
    vaultID: Identifier, now: Timestamp, moment: Timestamp
  ) throws {
    self.transaction = transaction
    self.rows = rows
    book = rows.book
    self.records = records
    issued = try IssuedWriter(transaction, rows: rows.issued, seal: try IssuedSeal(keys, vaultID: vaultID))
    self.standing = standing
    pepper = keys.key(.callerPepper)
    self.now = now
    self.moment = moment
  }

  /// Notes what was done, for the log, where it joins at the end.
  func record(_ kind: AuditEvent.Kind, _ subject: String, grant: Grant? = nil, _ reason: String) {
    events.all.append(
      AuditEvent(
        kind: kind, caller: standing?.fullName ?? "", pid: getpid(), principal: grant?.principal.description ?? "",
        grantID: grant?.id, subject: subject, reason: reason, keyPrefix: standing?.key?.prefix ?? ""))
  }

  func finish(_ log: AuditLog) throws {
    let generation = try issued.finish(at: now)
    guard !events.all.isEmpty || generation != nil else { return }
    try log.append(events.all, issued: generation, in: transaction)
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
        let change = try CallerChange(
          admin.transaction, rows: admin.rows, records: admin.writer, standing: nil, keys: admin.keys,
          vaultID: admin.vaultID, now: admin.now,
          moment: max(admin.now, try admin.transaction.newestAudit().time ?? admin.now))
        let result = try body(change)
        try change.finish(admin.log)
        return result
      }
    case .caller(let identity):
      let keys = try await useKeys()
      let (log, cache, id, time) = (auditLog(keys), decidingRows, id, now)
      try anchor(keys).prepare()
      let result = try await database.write { transaction in
        let rows = try cache.freshRows(transaction)
        try rows.requireAllSigned()
        try rows.requireAuthentic(keys, vaultID: id)
        let moment = max(time, try transaction.newestAudit().time ?? time)
        let standing = try rows.standing(of: identity, at: moment)
        try standing.require(identity.address)
        if let right { try standing.require(right) }
        let change = try CallerChange(
          transaction, rows: rows, records: nil, standing: standing, keys: keys, vaultID: id, now: time,
          moment: moment)
        let result = try body(change)
        try change.finish(log)
        return result
      }
      cache.lookAgain()
      await followAnchor(keys)
      return result
    }
  }
}
