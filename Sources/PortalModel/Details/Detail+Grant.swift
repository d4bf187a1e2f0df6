public import Domain
internal import Screen

extension Detail {
  init(
    grant summary: GrantSummary, apps: [OAuthApp], snippet: Snippet, sample: String?, columns: Int, now: Timestamp
  ) {
    let (grant, source) = (summary.grant, summary.source)
    var rows: [Row] = [
      .pair("grant_id", grant.id.description),
      .pair("for", grant.principal.description + (grant.label.isEmpty ? "" : ", \(Printable.text(grant.label))")),
    ]
    if let application = summary.application {
      rows.append(.pair("asked by", "\(Printable.text(application, limit: 64)), in a connect session"))
    }
    if let limits = summary.userLimits { rows.append(.pair("user says", Printable.text(limits.inWords))) }
    let (state, mood) = summary.state.shown
    if mood == .bad || mood == .warn || grant.revokedAt != nil {
      rows.append(.pair("state", Self.mend(summary, state), mood))
    }
    if let connection = source.connection { rows += Self.whose(connection, apps: apps) }
    rows += [
      .pair("sent to", source.binding.origins.map(\.description).joined(separator: ", ")),
      .pair("sent as", source.injection.masked),
    ]
    if let secret = source.secret { rows.append(.pair("rotated", Self.rotation(of: secret, now: now))) }
    rows += Self.tokens(of: summary, now: now)
    rows += [
      .pair("used by", Self.usage(of: summary)),
      .pair("policies", Self.policies(of: summary)),
    ]
    if source.name != grant.name { rows.insert(.pair("secret", source.name), at: rows.count - 3) }
    if let end = grant.expiresAt { rows.append(.pair("expires", Moment.distance(to: end, from: now))) }
    self.init(
      title: grant.name,
      note: source.kind.isEmpty ? "managed secret" : Printable.text("\(source.provider) \(source.kind)"),
      sections: [
        Section(rows: rows),
        Section(
          title: "Call it", note: snippet.choices,
          rows: snippet.call(summary, sample: sample, columns: columns - 3).map(Row.code)),
      ])
  }

  private static func mend(_ summary: GrantSummary, _ state: String) -> String {
    switch summary.state {
    case .revoked: "revoked; nothing is sent with it"
    case .expired: "expired; nothing is sent with it"
    case .rotateIn(let days): days > 0 ? "rotate within \(days) days: r" : "the rotation is due: r"
    case .needsReauth: "\(summary.connectionState?.needsReauth ?? "the user has to agree again"): R connects anew"
    case .tampered: "its row does not match its signature; nothing is sent with it"
    default: state
    }
  }

  static func rotation(of secret: Secret, now: Timestamp) -> String {
    let reminder = secret.remindAt.map { "reminder \(Moment.distance(to: $0, from: now))" } ?? "no reminder"
    return "\(Moment.distance(to: secret.rotatedAt, from: now)); \(reminder)"
  }

  private static func usage(of summary: GrantSummary) -> String {
    guard !summary.usage.isEmpty else {
      return summary.lastUsed == nil ? "nobody yet" : "nobody in 24 h"
    }
    return "in 24 h: "
      + summary.usage.prefix(4).map { "\(Printable.text($0.caller, limit: 20)) \(Printable.count($0.calls))" }
      .joined(separator: ", ")
  }

  private static func policies(of summary: GrantSummary) -> String {
    let strict = summary.grant.isStrict ? "; strict: only what an allow rule matches" : ""
    return (summary.policies.isEmpty ? "none, the binding alone decides" : summary.policies.joined(separator: ", "))
      + strict
  }
}

extension Injection {
  /// How it is sent, with a mask of constant length for every field.
  public var masked: String {
    let template = Template(format).parts.map { part in
      switch part {
      case .literal(let text): text
      case .field(let name): name == "path" ? "{path}" : "••••••••"
      }
    }.joined()
    let credential =
      switch kind {
      case .bearer, .header, .basic: "\(name): \(template)"
      case .query: "?\(name)=\(template)"
      case .path: template
      case .awsSigV4: summary
      }
    return extraHeaders.isEmpty ? credential : "\(credential), and \(extraHeaders.map(\.name).joined(separator: ", "))"
  }
}
