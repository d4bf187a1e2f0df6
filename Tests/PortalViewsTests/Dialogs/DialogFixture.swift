import Domain
import PortalModel
import ProviderCatalog
import Screen

@testable import PortalViews

/// A vault with two secrets and three grants, and a dialog driven by events, drawn into a screen of its own.
struct DialogFixture {
  static let now = Timestamp(microseconds: 1_795_528_931_000_000)
  static let stripe = secret(
    "0a4f1c52-1111-4a53-9a0e-3b1f6d2c8e47", "stripe-live", "stripe", "https://api.stripe.com",
    test: "https://api.stripe.com/v1/balance")
  static let wiki = secret("0a4f1c52-2222-4a53-9a0e-3b1f6d2c8e47", "wiki", "custom", "https://wiki.example")
  static let live = grant("7c1e0b52-6f0a-4a53-9a0e-3b1f6d2c8e47", "stripe-live", stripe)
  static let agent = grant("7c1e0b52-6f0a-4a53-9a0e-3b1f6d2c8e48", "stripe-agent", stripe, .agent("claude"))
  static let wikiGrant = grant("7c1e0b52-6f0a-4a53-9a0e-3b1f6d2c8e49", "wiki", wiki)
  static let app = OAuthApp(
    id: id("3c1e0b52-6f0a-4a53-9a0e-3b1f6d2c8e47"), name: "github-app", provider: "github", clientID: "Iv1.0123",
    hasClientSecret: true, scopes: ["read:user", "repo"], redirectURI: OAuthApp.defaultRedirectURI, createdAt: now,
    version: 1)
  static let guardPolicy = Policy(
    id: id("9b1e0b52-6f0a-4a53-9a0e-3b1f6d2c8e47"), name: "stripe-guard", version: 1, scope: .grants([live.id]),
    rules: [Rule(effect: .deny, methods: ["DELETE"], path: "/v1/customers/*")], createdAt: now)

  static var overview: PortalOverview {
    let status = VaultStatus(
      id: id("11111111-6f0a-4a53-9a0e-3b1f6d2c8e47"), location: "~/.local/share/gatehouse", isUnlocked: true,
      locksAt: now.adding(seconds: 900), usesKeyring: true, adminUntil: nil, hasRecoveryKit: true, grants: 3,
      events: 5)
    let calls = [
      GrantSummary.Usage(caller: "checkout-api", calls: 1204), GrantSummary.Usage(caller: "claude-code", calls: 37),
    ]
    return PortalOverview(
      status: status,
      grants: [
        GrantSummary(
          grant: live, source: .secret(stripe), state: .good, lastUsed: now, usage: calls, policies: ["stripe-guard"]),
        GrantSummary(grant: agent, source: .secret(stripe), state: .unused, lastUsed: nil, usage: [], policies: []),
        GrantSummary(grant: wikiGrant, source: .secret(wiki), state: .good, lastUsed: nil, usage: [], policies: []),
      ],
      secrets: [stripe, wiki], policies: [guardPolicy], oauthApps: [], customProviders: [])
  }

  var dialog: Dialog
  var size = Size(columns: 100, rows: 22)
  /// Everything that was asked of the outside, in order.
  var effects: [Effect] = []
  /// What the last event made of the dialog.
  var fate = DialogStep.Fate.stay
  var place: DialogStep.Place?

  init(_ dialog: Dialog, columns: Int = 100, rows: Int = 22) {
    self.dialog = dialog
    size = Size(columns: columns, rows: rows)
  }

  static func context(
    _ size: Size = Size(columns: 100, rows: 22), overview: PortalOverview = overview
  )
    -> DialogContext
  {
    DialogContext(
      overview: overview, catalog: .builtIn(), now: now, size: Size(columns: size.columns - 2, rows: size.rows - 2))
  }

  var context: DialogContext { Self.context(size) }

  mutating func send(_ events: DialogEvent...) {
    for event in events {
      let step = dialog.update(event, in: context)
      effects += step.effects
      if case .replace(let next) = step.fate {
        dialog = next
        send(.tick(Self.now))
      }
      fate = step.fate
      place = step.place
    }
  }

  mutating func press(_ keys: Key...) { for key in keys { send(.key(key)) } }
  mutating func type(_ text: String) { for character in text { press(.character(character)) } }

  var frame: Frame {
    var frame = Frame(size: size)
    DialogViews.draw(dialog, context, in: Rect(size), frame: &frame)
    return frame
  }

  var lines: [String] { frame.lines }
  var screen: String { lines.joined(separator: "\n") }

  /// The first line that holds the text, without the border and the blanks around it.
  func line(_ text: String) -> String? {
    lines.first { $0.contains(text) }?.trimmingBorder
  }

  private static func id(_ text: String) -> Identifier { Identifier(text)! }

  static func secret(
    _ identifier: String, _ name: String, _ provider: String, _ origin: String, test: String? = nil
  ) -> Secret {
    Secret(
      id: id(identifier), name: name, provider: provider, kind: "", binding: try! Binding(origins: [Origin(origin)]),
      injection: .bearer(), test: test.map { TestRequest(url: $0) }, createdAt: now, rotatedAt: now, remindAt: nil,
      revokedAt: nil, version: 1)
  }

  static func grant(
    _ identifier: String, _ name: String, _ secret: Secret, _ principal: Principal = .system
  ) -> Grant {
    Grant(id: id(identifier), name: name, sourceID: secret.id, principal: principal, createdAt: now)
  }
}

extension String {
  var trimmingBorder: String {
    String(drop { "│ ".contains($0) }.reversed().drop { "│ ".contains($0) }.reversed())
  }
}
