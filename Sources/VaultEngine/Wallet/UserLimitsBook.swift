internal import Domain

/// What end users have said of their grants, as it is decided with.
struct UserLimitsBook: Sendable {
  struct Entry: Sendable {
    let limits: UserLimits
    /// Of its row.
    let version: Int
    /// The grant's end without them.
    let ownEnd: Timestamp?
    /// When the grant ends with them.
    let end: Timestamp?
  }

  private(set) var entries: [Identifier: Entry] = [:]

  init() {}

  /// Limits by anybody but the grant's own user are none.
  ///
  /// - Parameters:
  ///   - grants: as they are without the limits.
  ///   - userGrants: those of which the admin has signed no row: the end that a signed one has, its user cannot extend.
  init(_ issued: IssuedRows, grants: [Identifier: GrantRecord], userGrants: [Identifier: UserGrant]) {
    for (row, body) in zip(issued.rows, issued.bodies) where issued.rows.count == issued.bodies.count {
      guard case .userLimits(let limits) = body, let grant = grants[limits.grant]?.grant,
        grant.principal == .user(limits.user)
      else { continue }
      entries[grant.id] = Entry(
        limits: limits, version: Int(row.version), ownEnd: grant.expiresAt,
        end: limits.end(own: grant.expiresAt, latest: userGrants[grant.id]?.latestEnd))
    }
  }

  /// The limits as policies beside those of the developer.
  var policies: [Policy] { entries.values.compactMap { $0.limits.policy(version: $0.version) } }

  /// The end that a grant has without its user's limits.
  func ownEnd(of grant: Grant) -> Timestamp? { entries[grant.id].map(\.ownEnd) ?? grant.expiresAt }

  /// A row as it is to be written: of a grant without what its user's limits make of its end.
  func lifted<Body: RecordBody>(from body: Body) -> Body {
    guard var record = body as? GrantRecord, let entry = entries[record.id], record.grant.expiresAt == entry.end
    else { return body }
    record.grant.expiresAt = entry.ownEnd
    return record as? Body ?? body
  }
}
