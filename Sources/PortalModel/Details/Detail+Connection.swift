public import Domain

/// What a grant's detail says of its connection.
extension Detail {
  static func whose(_ connection: Connection, apps: [OAuthApp]) -> [Row] {
    let account = connection.account.isEmpty ? "not known" : Printable.text(connection.account)
    guard let app = apps.first(where: { $0.id == connection.appID }) else {
      return [.pair("account", account), .pair("OAuth app", "missing", .bad)]
    }
    return [.pair("account", "\(account), through \(app.name)")]
  }

  static func tokens(of summary: GrantSummary, now: Timestamp) -> [Row] {
    guard let connection = summary.source.connection, let state = summary.connectionState else { return [] }
    if connection.revokedAt != nil || summary.grant.revokedAt != nil {
      return [.pair("provider", told(state.remoteRevocation))]
    }
    var rows: [Row] = []
    if state.needsReauth == nil { rows.append(.pair("access", state.access(now: now))) }
    rows.append(.pair("refreshed", Moment.distance(to: state.refreshedAt, from: now)))
    if let failure = state.failure, state.needsReauth == nil {
      rows.append(.pair("failed", Printable.text(failure) + again(state, now: now), .warn))
    }
    return rows + scopes(asked: connection.scopesAsked, given: state.scopesGiven)
  }

  /// One row where the user gave what was asked; else both, with the difference marked.
  private static func scopes(asked: [String], given: [String]) -> [Row] {
    func shown(_ scopes: [String]) -> String {
      scopes.isEmpty ? "none" : Printable.text(scopes.joined(separator: ", "))
    }
    guard Set(asked) != Set(given) else {
      return asked.isEmpty ? [] : [.pair("scopes", "\(shown(asked)), as asked")]
    }
    let missing = asked.filter { !given.contains($0) }
    let rows: [Row] = [.pair("asked", shown(asked)), .pair("given", shown(given))]
    return rows + (missing.isEmpty ? [] : [.pair("not given", shown(missing), .warn)])
  }

  private static func again(_ state: ConnectionState, now: Timestamp) -> String {
    guard let retry = state.retryAt, retry > now else { return "" }
    return "; not tried again for \(Moment.left(retry.seconds - now.seconds))"
  }

  private static func told(_ revocation: RemoteRevocation?) -> String {
    switch revocation {
    case .done: "was told of the revocation"
    case .pending(let attempts):
      attempts > 0 ? "could not be told yet; it is tried again" : "is told as soon as it can be reached"
    case .unsupported, nil: "has no way to be told; its own page ends it there"
    case .failed(let reason): "was not told (\(Printable.text(reason, limit: 80))); its own page ends it there"
    }
  }
}

extension ConnectionState {
  /// How long access lasts, and what happens then.
  public func access(now: Timestamp) -> String {
    guard let end = accessExpiresAt else { return "does not end by itself" }
    let seconds = end.seconds - now.seconds
    guard seconds > 0 else {
      return canRefresh
        ? "has ended; the next call refreshes it" : "has ended, and cannot be refreshed: R connects anew"
    }
    return "expires in \(Moment.left(seconds))" + (canRefresh ? "; refreshed by itself" : "; then R connects anew")
  }
}
