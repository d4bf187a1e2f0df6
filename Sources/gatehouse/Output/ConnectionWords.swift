internal import Domain

/// Connections in words.
enum ConnectionWords {
  /// How far the provider knows that a connection is revoked.
  static func remote(_ summary: GrantSummary) -> String {
    let provider = summary.source.provider
    switch summary.connectionState?.remoteRevocation {
    case .done: return "\(provider) was told."
    case .pending(let attempts) where attempts > 0:
      return "\(provider) could not be told yet; it is tried again with the next commands."
    case .pending: return "\(provider) is told as soon as it can be reached."
    case .unsupported, nil:
      return "\(provider) has no way to be told; the user can end it on the provider's own page too."
    case .failed(let reason):
      return Printable.text("\(provider) did not take it: \(reason). The user can end it on the provider's own page.")
    }
  }

  /// What a grant's detail says of its connection; empty for a secret's.
  static func details(_ summary: GrantSummary) -> [(String, String)] {
    guard let connection = summary.source.connection, let state = summary.connectionState else { return [] }
    let given = state.scopesGiven.joined(separator: " ")
    let missing = connection.scopesAsked.filter { !state.scopesGiven.contains($0) }
    let isLive = summary.state != .revoked
    let mend = "gatehouse oauth connect --grant \(summary.grant.name)"
    return [
      ("user", connection.userID), ("account", connection.account), ("scopes", given),
      ("not given", missing.joined(separator: " ")), ("access", isLive ? access(state) : ""),
      ("refreshed", isLive ? state.refreshedAt.description : ""),
      ("last failure", isLive ? state.failure ?? "" : ""),
      ("re-auth", isLive ? state.needsReauth.map { "\($0); mend it with: \(mend)" } ?? "" : ""),
      ("provider told", isLive ? "" : remote(summary)),
    ]
  }

  private static func access(_ state: ConnectionState) -> String {
    let end = state.accessExpiresAt.map { "ends in \(Remaining.text(until: $0))" } ?? "does not end by itself"
    return state.accessExpiresAt == nil || state.canRefresh ? end : "\(end), and cannot be refreshed"
  }
}

/// Time that is left: `52 min`, `7 h`, `41 d`.
enum Remaining {
  static func text(until end: Timestamp, now: Timestamp = .now()) -> String {
    let seconds = end.seconds - now.seconds
    switch seconds {
    case ...0: return "now"
    case ..<60: return "\(seconds) s"
    case ..<5400: return "\((seconds + 30) / 60) min"
    case ..<172_800: return "\((seconds + 1800) / 3600) h"
    default: return "\(seconds / 86_400) d"
    }
  }
}
