internal import Domain
internal import VaultEngine

/// Callers and their keys as JSON and in words; never a key itself, but where one was just minted.
enum CallerDocuments {
  static func caller(_ summary: CallerSummary) -> JSON {
    guard case .object(let members) = caller(summary.caller) else { return .null }
    return .object(
      members + [
        ("full_name", .string(summary.fullName)), ("state", .string(word(summary.state))),
        ("last_used_at", JSON(summary.lastUsed)), ("calls_24h", JSON(summary.calls)),
      ])
  }

  static func minted(_ minted: MintedKey, _ text: String) -> JSON {
    ["api_key": .string(text), "key": key(minted.key), "caller": caller(minted.caller)]
  }

  private static func caller(_ caller: Caller) -> JSON {
    let grants: JSON =
      switch caller.reach {
      case .every: "every"
      case .only(let ids): JSON(ids.sorted())
      }
    return [
      "caller_id": JSON(caller.id), "name": .string(caller.name), "display_name": .string(caller.displayName),
      "kind": .string(caller.kind.rawValue), "parent_id": JSON(caller.parent), "grants": grants,
      "rights": JSON(caller.rights.sorted().map(\.rawValue)),
      "receives_token": .bool(caller.rights.contains(.retrieve)),
      "addresses": JSON(caller.addresses), "rate_per_minute": JSON(caller.ratePerMinute),
      "keys": .array(caller.keys.map(key)), "created_at": JSON(caller.createdAt),
      "expires_at": JSON(caller.expiresAt), "suspended_at": JSON(caller.suspendedAt),
      "revoked_at": JSON(caller.revokedAt), "version": JSON(caller.version),
    ]
  }

  private static func key(_ key: CallerKey) -> JSON {
    [
      "key_id": JSON(key.id), "key_prefix": .string(key.prefix), "name": .string(key.name),
      "type": .string(key.form.rawValue), "state": .string(word(key, now: .now())),
      "rights": JSON(key.rights.sorted().map(\.rawValue)), "addresses": JSON(key.addresses),
      "rate_per_minute": JSON(key.ratePerMinute), "parent_key_id": JSON(key.parent), "created_at": JSON(key.createdAt),
      "expires_at": JSON(key.expiresAt), "deprecated_at": JSON(key.deprecatedAt), "revoked_at": JSON(key.revokedAt),
    ]
  }

  static func details(_ summary: CallerSummary, in overview: VaultOverview) -> [(String, String)] {
    let caller = summary.caller
    return [
      ("name", summary.fullName), ("caller_id", caller.id.description), ("kind", caller.kind.rawValue),
      ("state", word(summary.state)), ("called", caller.displayName), ("grants", reach(caller.reach, in: overview)),
      ("may", caller.rights.sorted().map(\.rawValue).joined(separator: ", ")),
      ("token", caller.rights.contains(.retrieve) ? "this caller receives the token" : ""),
      ("from", caller.addresses.map(\.description).joined(separator: ", ")),
      ("rate", caller.ratePerMinute.map { "\(Printable.count($0)) calls a minute" } ?? ""),
      ("created", caller.createdAt.description), ("expires", caller.expiresAt?.description ?? ""),
      ("suspended", caller.suspendedAt?.description ?? ""), ("revoked", caller.revokedAt?.description ?? ""),
      ("last used", summary.lastUsed?.description ?? "never"), ("last 24 h", Printable.count(summary.calls)),
    ]
  }

  static func reach(_ reach: Caller.Reach, in overview: VaultOverview) -> String {
    switch reach {
    case .every: "every"
    case .only(let ids):
      ids.map { id in overview.grants.first { $0.id == id }?.grant.name ?? id.description }.sorted()
        .joined(separator: ", ")
    }
  }

  static func living(_ keys: [CallerKey], now: Timestamp = .now()) -> [CallerKey] {
    keys.filter { $0.revokedAt == nil && ($0.expiresAt.map { $0 > now } ?? true) }
  }

  static func word(_ state: CallerSummary.State) -> String {
    switch state {
    case .good: "good"
    case .suspended: "suspended"
    case .expired: "expired"
    case .revoked: "revoked"
    case .deprecatedKey: "deprecated key"
    case .tampered: "tampered"
    }
  }

  static func word(_ key: CallerKey, now: Timestamp) -> String {
    if key.revokedAt != nil { return "revoked" }
    if let end = key.expiresAt, end <= now { return key.deprecatedAt == nil ? "expired" : "replaced" }
    return key.deprecatedAt == nil ? "good" : "deprecated"
  }
}
