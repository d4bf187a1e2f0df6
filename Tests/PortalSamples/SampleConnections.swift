public import Domain

/// Two users' GitHub accounts: one whose access counts down, one that waits for its user.
extension Sample {
  public static let app = OAuthApp(
    id: id(0x400), name: "github-app", provider: "github", clientID: "Iv1.8a61f9b3a7aba766", hasClientSecret: true,
    scopes: ["read:user", "user:email", "repo"], redirectURI: OAuthApp.defaultRedirectURI,
    createdAt: now.adding(seconds: -30 * 86_400), version: 1)

  public static let connections = [
    connection(
      1, "u017", account: "octocat",
      ConnectionState(
        tokenVersion: 12, accessExpiresAt: now.adding(seconds: 7 * 3600), refreshedAt: now.adding(seconds: -3600),
        canRefresh: true, scopesGiven: ["read:user", "user:email"]), .good),
    connection(
      2, "u42", account: "monalisa",
      ConnectionState(
        tokenVersion: 3, accessExpiresAt: now.adding(seconds: -2 * 86_400),
        refreshedAt: now.adding(seconds: -3 * 86_400), canRefresh: true, scopesGiven: app.scopes,
        needsReauth: "the provider no longer takes its refresh token"), .needsReauth),
  ]

  public static func connection(
    _ number: Int, _ user: String, account: String, _ tokens: ConnectionState, _ state: GrantSummary.State
  ) -> GrantSummary {
    guard let origin = try? Origin("https://api.github.com"), let binding = try? Binding(origins: [origin]) else {
      preconditionFailure()
    }
    let name = "github-\(user)"
    let made = now.adding(seconds: -20 * 86_400)
    let connection = Connection(
      id: id(0x500 + number), name: name, provider: "github", appID: app.id, userID: user, label: "", account: account,
      binding: binding, injection: .bearer(), scopesAsked: app.scopes, createdAt: made, connectedAt: made,
      revokedAt: nil, version: 1)
    return GrantSummary(
      grant: Grant(
        id: id(0x600 + number), name: name, sourceID: connection.id, principal: .user(user), createdAt: made),
      source: .connection(connection), connectionState: tokens, state: state, lastUsed: now.adding(seconds: -600),
      usage: [], policies: [])
  }
}
