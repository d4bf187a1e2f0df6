internal import Domain

/// What is left to a caller here and now, after its key, itself, and all above it.
struct Standing: Sendable {
  /// So many calls a minute.
  struct Rate: Sendable {
    let subject: Identifier
    let scope: VaultError.RateScope
    let limit: Int
  }

  private(set) var caller: Caller
  private(set) var fullName: String
  private(set) var key: CallerKey?
  let rootID: Identifier
  private(set) var rights: Set<CallerRight>
  private(set) var reach: GrantReach
  /// What end users connected for those above: not an agent's, unless it is handed on to it or named for it.
  private var connectedAbove: Set<Identifier> = []
  /// Each list that is not empty has to hold the address.
  private(set) var addresses: [[AddressRange]]
  private(set) var rates: [Rate]

  /// - Parameter userGrants: what end users connected, for whomever.
  fileprivate init(root: Caller, userGrants: Set<Identifier>) {
    caller = root
    fullName = root.name
    rootID = root.id
    rights = root.rights
    reach = GrantReach(root.reach, userGrants: userGrants)
    addresses = [root.addresses]
    rates = root.ratePerMinute.map { [Rate(subject: root.id, scope: .caller, limit: $0)] } ?? []
  }

  fileprivate mutating func descend(to child: Caller) {
    caller = child
    fullName += "/\(child.name)"
    key = nil
    rights.formIntersection(child.rights)
    if case .only = child.reach { reach.add(connectedAbove) }
    connectedAbove = []
    reach.narrow(to: child.reach)
    addresses.append(child.addresses)
    if let limit = child.ratePerMinute { rates.append(Rate(subject: child.id, scope: .caller, limit: limit)) }
  }

  fileprivate mutating func narrow(by key: CallerKey) {
    self.key = key
    rights.formIntersection(key.rights)
    addresses.append(key.addresses)
    if let limit = key.ratePerMinute { rates.append(Rate(subject: key.id, scope: .key, limit: limit)) }
  }

  /// - Parameter grants: what end users connected for this caller.
  fileprivate mutating func take(_ grants: Set<Identifier>, isAbove: Bool) {
    if isAbove { connectedAbove.formUnion(grants) } else { reach.add(grants) }
  }

  /// What the caller says of one call narrows it further.
  mutating func narrow(to rights: Set<CallerRight>?) { if let rights { self.rights.formIntersection(rights) } }

  func require(_ right: CallerRight) throws(VaultError) {
    guard rights.contains(right) else { throw .missing(right, fullName) }
  }

  func require(_ address: NetworkAddress) throws(VaultError) {
    guard addresses.allSatisfy({ ranges in ranges.isEmpty || ranges.contains { $0.contains(address) } }) else {
      throw VaultError(
        .denied, "\(fullName) may not call from \(address)",
        hint: "nothing was sent; call from an address that it may use",
        cause: .addressNotAllowed)
    }
  }

  func identity(from address: NetworkAddress) -> CallerIdentity {
    CallerIdentity(
      id: caller.id, name: fullName, kind: caller.kind, keyID: key?.id ?? caller.id, keyPrefix: key?.prefix ?? "",
      rights: rights, reach: reach, isDeprecated: key?.deprecatedAt != nil, rootID: rootID, address: address)
  }
}

extension CallerBook {
  /// - Parameter keyID: the key that was shown; nil for the caller without one.
  /// - Throws: ``VaultError`` with its cause when the caller, the key, or one above them has ended.
  func standing(
    of id: Identifier, key keyID: Identifier?, at moment: Timestamp, depth: Int = 0
  ) throws(VaultError) -> Standing {
    guard depth < Self.depth, let entry = entries[id] else { throw .invalidKey }
    var standing: Standing
    if let parent = entry.caller.parent {
      standing = try self.standing(of: parent, key: entry.makerKey, at: moment, depth: depth + 1)
      guard standing.rights.contains(.administer) else {
        throw VaultError(
          .denied, "\(standing.fullName) may no longer have agents", hint: "nothing was sent", cause: .keyInactive)
      }
      standing.descend(to: entry.caller)
    } else {
      standing = Standing(root: entry.caller, userGrants: allUserGrants)
    }
    standing.take(userGrants[id] ?? [], isAbove: depth > 0)
    try Self.requireAlive(entry.caller, standing.fullName, at: moment)
    if let keyID { try narrow(&standing, by: keyID, of: entry, at: moment, depth: 0) }
    return standing
  }

  private func narrow(
    _ standing: inout Standing, by id: Identifier, of entry: Entry, at moment: Timestamp, depth: Int
  ) throws(VaultError) {
    guard depth < Self.depth, let key = entry.caller.keys.first(where: { $0.id == id }) else { throw .invalidKey }
    if key.form == .derived {
      if let parent = key.parent { try narrow(&standing, by: parent, of: entry, at: moment, depth: depth + 1) }
      guard !entry.issuedKeys.contains(id) || standing.rights.contains(.deriveKeys) else {
        throw VaultError(
          .denied, "the key that \(key.prefix)… was derived from may no longer derive any", hint: "nothing was sent",
          cause: .keyInactive)
      }
    }
    if key.revokedAt != nil {
      throw VaultError(.denied, "the key \(key.prefix)… was revoked", hint: "mint another", cause: .keyRevoked)
    }
    if let end = key.expiresAt, end <= moment {
      throw key.deprecatedAt == nil
        ? VaultError(.denied, "the key \(key.prefix)… expired at \(end)", hint: "mint another", cause: .keyExpired)
        : VaultError(
          .denied, "the key \(key.prefix)… was replaced, and ended at \(end)", hint: "use the newer one",
          cause: .keyRotated)
    }
    standing.narrow(by: key)
  }

  private static func requireAlive(_ caller: Caller, _ name: String, at moment: Timestamp) throws(VaultError) {
    if caller.revokedAt != nil {
      throw VaultError(.denied, "the caller \(name) was revoked", hint: "use another caller", cause: .callerRevoked)
    }
    if let end = caller.expiresAt, end <= moment {
      throw VaultError(.denied, "the caller \(name) expired at \(end)", hint: "use another caller", cause: .keyExpired)
    }
    if caller.suspendedAt != nil {
      throw VaultError(
        .denied, "the caller \(name) is suspended", hint: "resume it with: gatehouse callers resume \(name)",
        cause: .callerSuspended)
    }
  }
}

extension VaultError {
  static let invalidKey = VaultError(
    .denied, "no caller has this key", hint: "see: gatehouse callers list", cause: .invalidKey)

  static func missing(_ right: CallerRight, _ name: String) -> VaultError {
    VaultError(
      .denied, "\(name) has not the right \(right.rawValue): \(right.inWords)",
      hint: "see: gatehouse callers show \(name)", cause: .missingRight(right))
  }
}
