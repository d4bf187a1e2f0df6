internal import Domain

extension Detail {
  init(provider facts: ProviderFacts, overview: PortalOverview?, now: Timestamp) {
    let grants = overview?.grants.filter { $0.source.provider == facts.id } ?? []
    let apps = overview?.oauthApps.filter { $0.provider == facts.id } ?? []
    var rows: [Row] = [
      .pair(
        "ways",
        facts.takesOAuth && facts.takesSecrets
          ? "OAuth connection or managed secret; w asks which"
          : facts.takesOAuth ? "OAuth connection only" : "managed secret only"),
      .pair("sent to", facts.origins.joined(separator: ", ")),
    ]
    rows += facts.kinds.enumerated().map { .pair($0 == 0 ? "keys" : "", Printable.text($1)) }
    if !facts.scopes.isEmpty {
      rows.append(.pair("scopes", facts.scopes.map { Printable.text($0) }.joined(separator: ", ")))
    }
    rows.append(.pair("docs", Printable.text(facts.documentation)))
    self.init(
      title: Printable.text(facts.name), note: facts.isBuiltIn ? "built in" : "your own",
      sections: [
        Section(rows: rows),
        Section(
          title: "Yours here", note: Self.counts(apps: apps, grants: grants),
          rows: (grants.isEmpty && apps.isEmpty ? [.text("Nothing yet.", .dim)] : [])
            + apps.map { .pair("OAuth app", "\($0.name)   client \(Printable.text($0.clientID, limit: 40))") }
            + grants.map { summary in
              let kind = summary.source.connection == nil ? "secret" : "oauth"
              return .pair(kind, "\(summary.grant.name)   \(summary.shown(now: now).word)")
            }),
      ])
  }

  /// `1 app, 2 connections, 1 key`; empty for nothing.
  private static func counts(apps: [OAuthApp], grants: [GrantSummary]) -> String {
    let connections = grants.count { $0.source.connection != nil }
    return [(apps.count, "app"), (connections, "connection"), (grants.count - connections, "secret")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
  }
}
