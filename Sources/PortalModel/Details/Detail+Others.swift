internal import Domain
internal import Screen

extension Detail {
  init(secret: Secret, grants: [GrantSummary], now: Timestamp) {
    var rows: [Row] = [
      .pair("provider", secret.provider + (secret.kind.isEmpty ? "" : ", \(Printable.text(secret.kind))")),
      .pair("sent to", secret.binding.origins.map(\.description).joined(separator: ", ")),
      .pair("sent as", secret.injection.masked),
      .pair("value", "••••••••••••••••   version \(secret.version)"),
      .pair("stored", Moment.distance(to: secret.createdAt, from: now)),
      .pair("rotated", Self.rotation(of: secret, now: now)),
      .pair("test", secret.test.map { "\($0.method) \($0.url)" } ?? "no harmless call is known"),
    ]
    let (word, mood) = secret.state(now: now)
    if mood != .good {
      rows.insert(.pair("state", word == "revoked" ? "revoked; nothing is sent with it" : word, mood), at: 0)
    }
    self.init(
      title: secret.name, note: "secret",
      sections: [
        Section(rows: rows),
        Section(
          title: "Its grants", note: Printable.count(grants.count),
          rows: grants.isEmpty
            ? [.text("None. a gives it one.", .dim)]
            : grants.map { .pair($0.grant.principal.description, "\($0.grant.name)   \($0.state.shown.word)") }),
      ])
  }

  init(policy: Policy, grants: [GrantSummary], now: Timestamp) {
    let covered = grants.filter { policy.scope.covers($0.id) }.map(\.grant.name)
    let scope =
      policy.scope == .everyGrant
      ? "every grant" : covered.isEmpty ? "no grant any more" : covered.joined(separator: ", ")
    self.init(
      title: policy.name, note: "version \(policy.version)",
      sections: [
        Section(rows: [
          .pair("applies to", scope), .pair("saved", Moment.distance(to: policy.createdAt, from: now)),
        ]),
        Section(
          title: "Rules", note: "deny wins over allow",
          rows: policy.rules.enumerated().map { .pair("rule \($0 + 1)", Printable.text($1.inWords)) }),
      ])
  }
}
