internal import Domain

/// An end user's wallet, for people and as JSON.
enum WalletText {
  static func table(_ entries: [WalletEntry]) -> Table {
    var table = Table(["grant_id", "what", "account", "application", "state", "ends", "agents", "user's limits"])
    for entry in entries {
      table.add([
        entry.id.description, entry.isKey ? "key of \(entry.providerName)" : entry.providerName,
        entry.account.isEmpty ? entry.label : entry.account, entry.application, word(entry.state),
        entry.expiresAt?.description ?? "", entry.agents.joined(separator: ", "), entry.limits?.inWords ?? "",
      ])
    }
    return table
  }

  static func document(_ entry: WalletEntry) -> JSON {
    [
      "grant_id": JSON(entry.id), "application": .string(entry.application), "provider": .string(entry.provider),
      "account": .string(entry.account), "label": .string(entry.label), "is_key": .bool(entry.isKey),
      "scopes": JSON(entry.scopes.map(\.id)), "state": .string(word(entry.state)),
      "created_at": JSON(entry.createdAt), "last_used": JSON(entry.lastUsed), "calls_in_24_h": JSON(entry.calls),
      "expires_at": JSON(entry.expiresAt), "latest_end": JSON(entry.latestEnd), "agents": JSON(entry.agents),
      "developer_limits": JSON(entry.developerLimits), "user_limits": limits(entry.limits),
    ]
  }

  private static func limits(_ limits: UserLimits?) -> JSON {
    guard let limits else { return .null }
    return [
      "methods": JSON(limits.methods),
      "hours": JSON(limits.hours.map { "\($0.daysText) \($0.hoursText) \($0.zone)" }),
      "asks_first": .bool(limits.asksFirst), "expires_at": JSON(limits.expiresAt),
      "changed_at": JSON(limits.changedAt),
    ]
  }

  private static func word(_ state: WalletEntry.State) -> String {
    switch state {
    case .active: "active"
    case .revoked: "revoked"
    case .expired: "expired"
    case .needsReauth: "needs_reauth"
    }
  }
}
