internal import Domain
internal import Synchronization

/// All callers with all their keys, those that the admin made and those that callers made, and what was ended since.
struct CallerBook: Sendable {
  struct Entry: Sendable {
    var caller: Caller
    /// The derived key that its maker showed.
    let makerKey: Identifier?
    /// Whether the row is under the MAC and not signed by the admin.
    let isIssued: Bool
    /// Keys for which no passphrase was typed.
    var issuedKeys: Set<Identifier> = []
  }

  struct HeldGrant: Sendable {
    var grant: IssuedGrant
    let makerKey: Identifier?
  }

  private(set) var entries: [Identifier: Entry] = [:]
  private(set) var grants: [Identifier: HeldGrant] = [:]
  /// Grants that end users made for a caller, which may use them beside its reach.
  private(set) var userGrants: [Identifier: Set<Identifier>] = [:]
  /// The same of all callers together.
  private(set) var allUserGrants: Set<Identifier> = []
  private(set) var keysByDigest: [[UInt8]: (caller: Identifier, key: Identifier)] = [:]
  /// Names as in rules and in the log.
  private(set) var fullNames: [Identifier: String] = [:]

  /// So far a chain of callers or of grants goes.
  static let depth = 8

  init(_ records: some Sequence<CallerRecord>, issued: [IssuedBody]) {
    for record in records { entries[record.id] = Entry(caller: record.caller, makerKey: nil, isIssued: false) }
    for case .caller(let caller, let makerKey) in issued where entries[caller.id] == nil && caller.parent != nil {
      entries[caller.id] = Entry(caller: caller, makerKey: makerKey, isIssued: true)
    }
    for case .key(let key, let owner) in issued {
      entries[owner]?.caller.keys.append(key)
      entries[owner]?.issuedKeys.insert(key.id)
    }
    for case .grant(let grant, let makerKey) in issued {
      grants[grant.id] = HeldGrant(grant: grant, makerKey: makerKey)
    }
    for case .userGrant(let held) in issued {
      userGrants[held.caller, default: []].insert(held.id)
      allUserGrants.insert(held.id)
    }
    for body in issued { end(body) }
    for (id, entry) in entries {
      for key in entry.caller.keys { keysByDigest[key.digest] = (id, key.id) }
      fullNames[id] = fullName(of: entry.caller)
    }
  }

  private mutating func end(_ body: IssuedBody) {
    switch body {
    case .withdrawal(let withdrawal):
      let id = withdrawal.target
      if let caller = entries[id]?.caller {
        entries[id]?.caller.revokedAt = min(caller.revokedAt ?? withdrawal.time, withdrawal.time)
      }
      change(key: id) { $0.revokedAt = min($0.revokedAt ?? withdrawal.time, withdrawal.time) }
    case .deprecation(let deprecation):
      change(key: deprecation.key) { key in
        key.deprecatedAt = key.deprecatedAt ?? deprecation.time
        key.expiresAt = [key.expiresAt, deprecation.expiresAt].compactMap { $0 }.min()
      }
    case .caller, .key, .grant, .userGrant, .userLimits, .userAnswer: break
    }
  }

  private mutating func change(key id: Identifier, _ change: (inout CallerKey) -> Void) {
    for (owner, var entry) in entries {
      guard let index = entry.caller.keys.firstIndex(where: { $0.id == id }) else { continue }
      change(&entry.caller.keys[index])
      entries[owner] = entry
    }
  }

  private func fullName(of caller: Caller) -> String {
    var (name, above, steps) = (caller.name, caller.parent, 0)
    while let id = above, let parent = entries[id]?.caller, steps < Self.depth {
      (name, above, steps) = ("\(parent.name)/\(name)", parent.parent, steps + 1)
    }
    return name
  }

  /// The caller by id or full name: of several of one name the one that is not revoked, else the newest.
  func find(_ text: String) -> Entry? {
    if let id = Identifier(text) { return entries[id] }
    let named = entries.values.filter { fullNames[$0.caller.id] == text }
    return named.first { $0.caller.revokedAt == nil } ?? named.max { $0.caller.createdAt < $1.caller.createdAt }
  }

  func owner(ofKey id: Identifier) -> Entry? { entries.values.first { $0.caller.keys.contains { $0.id == id } } }

  /// Whether `id` was made by `above`, or by one that was, and so on.
  func isBelow(_ id: Identifier, _ above: Identifier) -> Bool {
    var (next, steps) = (entries[id]?.caller.parent, 0)
    while let parent = next, steps < Self.depth {
      if parent == above { return true }
      (next, steps) = (entries[parent]?.caller.parent, steps + 1)
    }
    return false
  }
}

/// The book of some rows, made when it is wanted first and then shared.
final class CallerBookOnce: Sendable {
  private let made = Mutex<CallerBook?>(nil)

  func book(_ make: @autoclosure () -> CallerBook) -> CallerBook {
    made.withLock { made in
      if let made { return made }
      let book = make()
      made = book
      return book
    }
  }
}

extension DecidingRows {
  var book: CallerBook { callerBook.book(CallerBook(callers.values, issued: issued.bodies)) }
}
