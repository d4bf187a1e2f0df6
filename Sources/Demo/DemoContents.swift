internal import Domain
internal import VaultEngine

/// What the demo's vault holds: a secret for each service, further grants, policies, an OAuth app.
struct DemoContents {
  let vault: Vault
  let services: [DemoService]
  let origin: Origin

  func store(now: Timestamp) async throws {
    var secrets: [String: Secret] = [:]
    var grants: [String: Grant] = [:]
    for service in services {
      let stored = try await vault.storeSecret(try service.draft(at: origin), service.credential)
      secrets[service.name] = stored.secret
      grants[service.name] = stored.grant
    }
    for (name, secret, principal, label, isStrict, days) in furtherGrants {
      guard let secret = secrets[secret] else { continue }
      grants[name] = try await vault.addGrant(
        GrantDraft(
          secretID: secret.id, name: name, principal: principal, label: label, isStrict: isStrict,
          expiresAt: days.map { now.adding(seconds: $0 * 86_400) }))
    }
    for (name, covered, rules) in policies {
      let ids = Set(covered.compactMap { grants[$0]?.id })
      _ = try await vault.savePolicy(
        PolicyDraft(
          name: name, scope: covered.isEmpty ? .everyGrant : .grants(ids), rules: try rules.map { try Rule($0) }))
    }
    _ = try await vault.storeOAuthApp(
      OAuthAppDraft(
        name: "calendar", provider: "google", clientID: "4711-demo.apps.googleusercontent.com",
        clientSecret: SecretBytes("demo-client-secret"),
        scopes: ["https://www.googleapis.com/auth/calendar.readonly"]))
    for draft in callers(grants) { _ = try await vault.addCaller(draft, by: .admin) }
    if let old = grants["sentry-old"] { try await vault.revokeGrant(old.id) }
  }

  /// Two that the log tells much of; nobody has their keys.
  private func callers(_ grants: [String: Grant]) -> [CallerDraft] {
    func only(_ names: String...) -> Caller.Reach { .only(Set(names.compactMap { grants[$0]?.id })) }
    return [
      CallerDraft(
        name: "billing-worker", displayName: "Charges and payouts", reach: only("stripe-billing", "warehouse"),
        ratePerMinute: 600),
      CallerDraft(
        name: "review-agent", displayName: "Reads pull requests", kind: .agent, reach: only("github-review"),
        rights: [.call, .readGrants, .readApprovals], addresses: AddressRange("127.0.0.0/8").map { [$0] } ?? [],
        ratePerMinute: 30),
    ]
  }

  private typealias FurtherGrant = (
    name: String, secret: String, principal: Principal, label: String, isStrict: Bool, days: Int64?
  )

  private var furtherGrants: [FurtherGrant] {
    [
      ("github-review", "github-ci", .agent("reviewer"), "Reads pull requests and comments on none", false, nil),
      ("stripe-support", "stripe-billing", .group("support"), "Looks customers up and refunds", true, nil),
      ("airtable-intern", "airtable-sync", .user("sam"), "Until the internship ends", false, 6),
      ("sentry-old", "sentry-releases", .system, "Before the move to releases", false, nil),
    ]
  }

  private var policies: [(name: String, grants: [String], rules: [String])] {
    [
      ("no-deletes", [], ["deny DELETE"]),
      ("read-only-agents", ["github-review", "airtable-intern"], ["allow GET"]),
      (
        "support-desk", ["stripe-support"],
        ["allow GET /v1/customers", "allow GET /v1/charges", "allow POST /v1/refunds"]
      ),
      ("refunds-by-hand", ["stripe-billing"], ["ask POST /v1/refunds within 1d"]),
      ("no-payouts", ["stripe-billing", "stripe-support"], ["deny POST,PUT,PATCH /v1/payouts/**"]),
      (
        "one-channel", ["discord-bot"],
        ["allow GET /api/v10/users/@me", "allow GET,POST /api/v10/channels/112233/messages"]
      ),
    ]
  }
}
