public import Domain
internal import Foundation
public import PortalModel
public import ProviderCatalog
internal import Screen

/// A vault's contents as the screens of the design show them, and a portal to press keys in.
public enum Sample {
  /// 24 November 2026, 14:32; the tests' clock.
  public static let now = Timestamp("2026-11-24T14:32:00Z") ?? Timestamp(microseconds: 0)

  /// Times on the screen are local; here that means UTC.
  public static let usesUTC: Bool = {
    setenv("TZ", "UTC", 1)
    tzset()
    return true
  }()

  public static func id(_ number: Int) -> Identifier {
    let digits = String(number, radix: 16)
    return Identifier("7c1e0b52-6f0a-4a53-9a0e-" + String(repeating: "0", count: 12 - digits.count) + digits)
      ?? Identifier()
  }

  public static func environment(
    _ start: PortalEnvironment.Start = .unlocked, columns: Int = 100, rows: Int = 30
  ) -> PortalEnvironment {
    precondition(usesUTC)
    return PortalEnvironment(
      user: "dev", vaultName: "personal", vaultLocation: "~/.local/share/gatehouse", start: start, theme: "dark",
      themes: ["dark", "light", "high-contrast", "mono"],
      terminal: "100x30, 256 colours, light background, so the theme is light", catalog: catalog,
      size: Size(columns: columns, rows: rows), now: now, zone: "Europe/Berlin")
  }

  public static let catalog = Catalog.builtIn()

  public static func status(admin: Bool = false, grants: Int = 9) -> VaultStatus {
    VaultStatus(
      id: id(0), location: "~/.local/share/gatehouse", isUnlocked: true, locksAt: now.adding(seconds: 14 * 60),
      usesKeyring: true, adminUntil: admin ? now.adding(seconds: 9 * 60) : nil, hasRecoveryKit: true, grants: grants,
      events: 10_214)
  }

  public static let empty = PortalOverview(
    status: status(grants: 0), grants: [], secrets: [], policies: [], oauthApps: [], customProviders: [])

  public static func secret(
    _ number: Int, _ name: String, _ provider: String, _ origin: String, test: String?
  ) -> Secret {
    guard let origin = try? Origin(origin), let binding = try? Binding(origins: [origin]) else { preconditionFailure() }
    return Secret(
      id: id(0x100 + number), name: name, provider: provider, kind: "", binding: binding, injection: .bearer(),
      test: test.map { TestRequest(url: $0) }, createdAt: now.adding(seconds: -90 * 86_400),
      rotatedAt: now.adding(seconds: -41 * 86_400), remindAt: now.adding(seconds: 49 * 86_400), revokedAt: nil,
      version: 2)
  }

  public static let secrets = [
    secret(1, "airtable-ops", "airtable", "https://api.airtable.com", test: "https://api.airtable.com/v0/meta/whoami"),
    secret(2, "discord-bot", "discord", "https://discord.com", test: nil),
    secret(3, "github-ci", "github", "https://api.github.com", test: "https://api.github.com/user"),
    secret(4, "pagerduty-oncall", "pagerduty", "https://api.pagerduty.com", test: nil),
    secret(5, "sentry-prod", "sentry", "https://sentry.io", test: "https://sentry.io/api/0/"),
    secret(6, "stripe-live", "stripe", "https://api.stripe.com", test: "https://api.stripe.com/v1/balance"),
    secret(7, "stripe-test", "stripe", "https://api.stripe.com", test: "https://api.stripe.com/v1/balance"),
  ]

  public static let grants: [GrantSummary] = ofSecrets + connections

  private static let ofSecrets: [GrantSummary] = secrets.enumerated().map { index, secret in
    let states: [String: GrantSummary.State] = [
      "github-ci": .rotateIn(days: 6), "pagerduty-oncall": .unused, "discord-bot": .rotateIn(days: -2),
    ]
    let isLive = secret.name == "stripe-live"
    return GrantSummary(
      grant: Grant(
        id: id(0x200 + index), name: secret.name, sourceID: secret.id, principal: .system, createdAt: secret.createdAt),
      source: .secret(secret), state: states[secret.name] ?? .good, lastUsed: isLive ? now.adding(seconds: -60) : nil,
      usage: isLive
        ? [.init(caller: "checkout-api", calls: 1204), .init(caller: "claude-code", calls: 37)] : [],
      policies: isLive ? ["office-hours", "stripe-guard"] : [])
  }

  public static let policies = [
    Policy(
      id: id(0x300), name: "stripe-guard", version: 3, scope: .grants([id(0x205)]),
      rules: [
        Rule(effect: .deny, methods: ["DELETE"], path: "/v1/customers/*"),
        Rule(effect: .allow, methods: ["GET", "POST"]),
      ], createdAt: now.adding(seconds: -3 * 86_400)),
    Policy(
      id: id(0x301), name: "read-mostly", version: 1, scope: .everyGrant,
      rules: [Rule(effect: .deny, methods: ["PUT"], host: "api.github.com", path: "/repos/**")],
      createdAt: now.adding(seconds: -3600)),
  ]

  public static let overview = PortalOverview(
    status: status(), grants: grants, secrets: secrets, policies: policies, oauthApps: [app],
    customProviders: [], callers: callers)
}
