internal import Domain

/// What a connection and a key that an end user gives have in common.
extension ConnectChange {
  /// Whether it can still be used, whatever the clock says.
  func isUsable(_ grant: Grant) -> Bool { rows.isUsable(grant, at: moment) }

  func held(_ grant: Grant, _ source: GrantSource, _ asker: Standing, _ bounds: Bounds) -> UserGrant {
    UserGrant(
      grant: grant, source: source, caller: asker.caller.id, session: session.id, latestEnd: bounds.latestEnd,
      methods: session.wish.methods, paths: session.wish.paths)
  }

  // MARK: How long, for whom

  typealias Bounds = (expiresAt: Timestamp?, latestEnd: Timestamp?)

  /// When the grant ends, and beyond which the user cannot extend it.
  func bounds() throws(VaultError) -> Bounds {
    let wish = session.wish
    let latest = [wish.longestLifetime.map { now.adding(seconds: $0) }, wish.latestEnd].compactMap { $0 }.min()
    let end = [wish.lifetime.map { now.adding(seconds: $0) }, latest].compactMap { $0 }.min()
    if let end, end <= moment {
      throw VaultError(
        .badInput, "what the application asked for was to end at \(end), which is over",
        hint: "ask the application for another session")
    }
    return (end, latest)
  }

  /// Hands the grant on to the agent that the caller named, unless that one has it already.
  func handOn(_ grant: Grant, _ asker: Standing) throws {
    guard let agent = session.wish.agent else { return }
    try asker.require(.administer)
    guard rows.book.isBelow(agent, asker.caller.id) else {
      throw VaultError.notFound("agent", agent.description, list: "callers list")
    }
    _ = try rows.book.standing(of: agent, key: nil, at: moment)
    let hasIt = rows.book.grants.values.map(\.grant).contains {
      $0.parent == grant.id && $0.holder == agent && $0.kind == .delegation && $0.revokedAt == nil
        && ($0.expiresAt.map { $0 > moment } ?? true)
    }
    if hasIt { return }
    let delegation = IssuedGrant(
      kind: .delegation, parent: grant.id, maker: asker.caller.id, holder: agent,
      isDelegable: session.wish.isDelegable, createdAt: now)
    try issued.put(.grant(delegation, makerKey: nil))
    record(
      AuditEvent(
        kind: .grantIssued, caller: session.callerName, principal: grant.principal.description, grantID: grant.id,
        subject: grant.name, reason: "to \(session.agentName) as \(delegation.id)"))
  }

  // MARK: Names

  static let guestPrefix = "guest-"

  /// A user of whom the application says nothing.
  static func guest() -> String { guestPrefix + Identifier().description.prefix(8) }

  /// Part of a name.
  static func short(_ text: String) -> String { String(text.prefix(24)) }
}

extension VaultError {
  static func noUser(_ user: String) -> VaultError {
    VaultError(.badInput, "\(Printable.text(user, limit: 80)) is no user id", hint: "use \(Name.rule)")
  }
}
