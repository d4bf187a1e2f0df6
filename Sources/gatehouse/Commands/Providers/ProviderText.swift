internal import DecisionGuide
internal import Domain
internal import ProviderCatalog

/// A provider in detail, for a terminal.
enum ProviderText {
  static func full(_ provider: Provider) -> String {
    var parts = [
      Table.details([
        ("id", provider.id), ("name", provider.name), ("category", provider.category),
        ("usually", provider.guide.summary), ("API", provider.origins.map(\.description).joined(separator: ", ")),
        ("documentation", provider.documentation), ("limits", provider.rateLimit), ("note", provider.note),
        ("from", provider.isBuiltIn ? "" : "a file of your own"),
      ])
    ]
    parts += provider.managed.map(kind)
    if !provider.recogniseOnly.isEmpty {
      parts.append("Not stored\n" + indented(Table.details(provider.recogniseOnly.map { ($0.kind, $0.why) })))
    }
    if let oauth = provider.oauth { parts.append(self.oauth(oauth)) }
    parts.append("Next\n  gatehouse guide \(provider.id)")
    return parts.joined(separator: "\n\n")
  }

  private static func kind(_ kind: ManagedKind) -> String {
    let details = Table.details([
      ("sent as", kind.injection?.summary ?? ""), ("not sent", kind.cannotBeSent ?? ""),
      ("sent to", kind.injection == nil ? "" : kind.origins.map(\.description).joined(separator: ", ")),
      ("recognised", kind.strength == .strong ? "from the value alone" : "once the provider is chosen"),
      ("test", kind.test.map { "\($0.method) \($0.url)" } ?? ""), ("ends", kind.expiry), ("made at", kind.createURL),
      ("rotate", kind.rotation), ("beware", kind.warning), ("note", kind.note),
    ])
    return "Managed secret: \(kind.kind)\n\(indented(details))"
  }

  private static func oauth(_ oauth: OAuthFacts) -> String {
    let scopes = oauth.scopes.map { ($0.name + ($0.isDefault ? " *" : ""), $0.explanation) }
    let details = Table.details(
      [
        ("authorize", oauth.authorizeURL), ("token", oauth.tokenURL), ("register at", oauth.registerURL ?? ""),
        ("PKCE", oauth.pkce), ("refresh", oauth.refresh), ("loopback", oauth.loopback), ("note", oauth.note),
      ] + oauth.quirks.map { ("quirk", $0) })
    return
      "OAuth connection\n\(indented(details))\n\nScopes (* asked for by default)\n\(indented(Table.details(scopes)))"
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
  }
}
