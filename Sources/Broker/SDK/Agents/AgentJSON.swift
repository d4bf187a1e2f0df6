internal import Domain

/// Agents and keys as the SDK reads them.
enum AgentJSON {
  static func agent(_ summary: CallerSummary) -> [(String, JSONValue?)] {
    agent(summary.caller) + [("last_used_at", summary.lastUsed.map { .time($0) })]
  }

  static func agent(_ caller: Caller) -> [(String, JSONValue?)] {
    let notes = AgentNotes(caller.metadata)
    return [
      ("id", .id(caller.id)), ("name", .string(caller.name)), ("type", .string(notes.type)),
      ("status", .string(status(caller))), ("version", .integer(caller.version)),
      ("created_at", .time(caller.createdAt)),
      ("display_name", caller.displayName.isEmpty ? nil : .string(caller.displayName)), ("scopes", notes.scopes),
      ("policy", notes.policy), ("metadata", notes.metadata),
      ("rate_limit_per_minute", caller.ratePerMinute.map { .integer($0) }),
    ]
  }

  static func status(_ caller: Caller) -> String {
    if caller.revokedAt != nil { return "revoked" }
    return caller.suspendedAt == nil ? "active" : "inactive"
  }

  static func agentKey(_ key: CallerKey) -> [(String, JSONValue?)] {
    [
      ("key_id", .id(key.id)), ("key_prefix", .string(key.prefix)),
      ("name", .string(key.name.isEmpty ? "key" : key.name)),
      ("created_at", .time(key.createdAt)), ("deprecated_at", key.deprecatedAt.map { .time($0) }),
      ("revoked_at", key.revokedAt.map { .time($0) }),
    ]
  }

  static func apiKey(_ key: CallerKey) -> [(String, JSONValue?)] {
    [
      ("id", .id(key.id)), ("name", .string(key.name.isEmpty ? "key" : key.name)), ("key_prefix", .string(key.prefix)),
      ("key_type", .string(key.form.rawValue)), ("scopes", .texts(key.rights.sorted().map(\.rawValue))),
      ("scope_version", .number("1")), ("created_at", .time(key.createdAt)),
      ("cidr_allowlist", key.addresses.isEmpty ? nil : .texts(key.addresses.map(\.description))),
      ("rate_limit_rpm", key.ratePerMinute.map { .integer($0) }), ("expires_at", key.expiresAt.map { .time($0) }),
      ("deprecated_at", key.deprecatedAt.map { .time($0) }), ("revoked_at", key.revokedAt.map { .time($0) }),
      ("parent_key_id", key.parent.map { .id($0) }),
    ]
  }

  /// The key itself, shown this once.
  static func minted(_ key: MintedKey) throws(SDKRefusal) -> JSONValue {
    guard let text = key.text.text() else { throw SDKRefusal(500, "key_not_text", "the key could not be made") }
    return .string(text)
  }
}
