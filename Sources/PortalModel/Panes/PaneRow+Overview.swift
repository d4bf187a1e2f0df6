public import Domain
internal import ProviderCatalog

extension PortalOverview {
  /// The rows of the panes of the accordion, in the order in which they are listed.
  func rows(catalog: Catalog, now: Timestamp) -> [Pane: [PaneRow]] {
    [
      .providers: ProviderFacts.all(in: catalog).map { facts in
        let count = grants.count { $0.source.provider == facts.id && $0.grant.revokedAt == nil }
        let apps = oauthApps.count { $0.provider == facts.id }
        return PaneRow(
          id: facts.id, name: facts.name, middle: facts.ways,
          state: count > 0 ? Self.count(count, "grant") : apps > 0 ? Self.count(apps, "app") : "-",
          mood: count + apps == 0 ? .dim : .plain)
      },
      .grants: grants.sorted { $0.grant.name < $1.grant.name }.map { summary in
        let (state, mood) = summary.shown(now: now)
        return PaneRow(
          id: summary.id.description, name: summary.grant.name,
          middle: summary.source.secret == nil ? "oauth" : "secret", state: state, mood: mood,
          more: [
            summary.id.description, summary.source.name, summary.source.provider, summary.grant.principal.description,
            summary.grant.label, summary.source.connection?.account ?? "",
          ].joined(separator: " "))
      },
      .secrets: secrets.sorted { $0.name < $1.name }.map { secret in
        let (state, mood) = secret.state(now: now)
        return PaneRow(
          id: secret.id.description, name: secret.name, middle: secret.provider, state: state, mood: mood,
          more: "\(secret.kind) \(secret.binding.origins.map(\.description).joined(separator: " "))")
      },
      .policies: policies.sorted { $0.name < $1.name }.map { policy in
        PaneRow(
          id: policy.id.description, name: policy.name,
          middle: "\(policy.rules.count) rule\(policy.rules.count == 1 ? "" : "s")", state: policy.scope.shown,
          mood: .plain, more: policy.rules.map(\.description).joined(separator: " "))
      },
      // Those that are revoked last: programs that were run once leave one each.
      .callers: callers.sorted { left, right in
        let (isOld, isOther) = (left.caller.revokedAt != nil, right.caller.revokedAt != nil)
        return isOld == isOther ? left.fullName < right.fullName : isOther
      }.map { $0.row(now: now) },
    ]
  }

  private static func count(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
}

extension GrantSummary {
  /// The state's word; while a connection's access ends some day, what is left of it.
  public func shown(now: Timestamp) -> (word: String, mood: PaneRow.Mood) {
    guard state == .good || state == .unused, let tokens = connectionState, let end = tokens.accessExpiresAt else {
      return state.shown
    }
    let seconds = end.seconds - now.seconds
    guard seconds > 0 else {
      if !tokens.canRefresh { return ("ended", .bad) }
      // What the next call refreshes is as good as new.
      return tokens.failure == nil ? ("good", .good) : ("failing", .bad)
    }
    let endsForGood = !tokens.canRefresh && seconds < 86_400
    let left = Moment.left(seconds)
    // Where there is no room for more, the time stands alone.
    return (left.count > 4 ? left : "\(left) left", tokens.failure != nil || endsForGood ? .warn : .good)
  }
}

extension GrantSummary.State {
  /// One word (or two) and what it means.
  public var shown: (word: String, mood: PaneRow.Mood) {
    switch self {
    case .good: ("good", .good)
    case .unused: ("unused", .dim)
    case .revoked: ("revoked", .dim)
    case .expired: ("expired", .bad)
    case .rotateIn(let days) where days > 0: ("\(days) d left", .warn)
    case .rotateIn: ("rotate", .bad)
    case .needsReauth: ("re-auth", .bad)
    case .tampered: ("tampered", .bad)
    }
  }
}

extension Secret {
  public func state(now: Timestamp) -> (word: String, mood: PaneRow.Mood) {
    if revokedAt != nil { return ("revoked", .dim) }
    guard let remindAt else { return ("good", .good) }
    let days = (remindAt.seconds - now.seconds) / 86_400
    // The same fortnight as for grants: earlier there is nothing to do.
    return days > 14 ? ("good", .good) : GrantSummary.State.rotateIn(days: Int(days)).shown
  }
}

extension Policy.Scope {
  var shown: String {
    switch self {
    case .everyGrant: "all grants"
    case .grants(let ids): "\(ids.count) grant\(ids.count == 1 ? "" : "s")"
    }
  }
}
