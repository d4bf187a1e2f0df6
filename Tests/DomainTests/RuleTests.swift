import Domain
import Testing

@Suite("Rules")
struct RuleTests {
  private func matches(_ rule: String, _ method: String, _ url: String) throws -> Bool {
    try Rule(rule).matches(method: method, url: try CanonicalURL(url))
  }

  @Test(
    "Methods, hosts and path globs",
    arguments: [
      ("deny DELETE", "DELETE", "https://a.b/x", true), ("deny DELETE", "GET", "https://a.b/x", false),
      ("deny DELETE", "delete", "https://a.b/x", true), ("allow get,HEAD", "HEAD", "https://a.b/x", true),
      ("deny any", "PATCH", "https://a.b/", true), ("deny any a.b", "GET", "https://a.b/", true),
      ("deny any A.B", "GET", "https://a.b/", true), ("deny any a.b", "GET", "https://x.a.b/", false),
      ("deny any a.b:8443", "GET", "https://a.b:8443/", true), ("deny any a.b:443", "GET", "https://a.b/", true),
      ("deny any a.b:8443", "GET", "https://a.b/", false), ("deny any /v1/*", "GET", "https://a.b/v1/x", true),
      ("deny any /v1/*", "GET", "https://a.b/v1/x/y", false), ("deny any /v1/*", "GET", "https://a.b/v1", false),
      ("deny any /v1/**", "GET", "https://a.b/v1", true), ("deny any /v1/**", "GET", "https://a.b/v1/x/y", true),
      ("deny any /v1/**", "GET", "https://a.b/v10", false), ("deny any /**/keys", "GET", "https://a.b/a/b/keys", true),
      ("deny any /**/keys", "GET", "https://a.b/keys", true), ("deny any /a*c", "GET", "https://a.b/abbbc", true),
      ("deny any /a*c", "GET", "https://a.b/abbb", false), ("deny any /*a*b*", "GET", "https://a.b/xxaxxbxx", true),
      ("deny any /", "GET", "https://a.b", true), ("deny any /x", "GET", "https://a.b/x/", true),
      ("deny any /x", "GET", "https://a.b/X", false), ("deny any /x", "GET", "https://a.b/x?y=1", true),
    ])
  func matching(_ rule: String, _ method: String, _ url: String, _ expected: Bool) throws {
    #expect(try matches(rule, method, url) == expected)
  }

  @Test("A path that servers may read in two ways is denied by either reading and allowed only by both")
  func ambiguous() throws {
    for url in ["https://a.b/admin%2Fkeys", "https://a.b//admin/keys", "https://a.b/admin//keys"] {
      #expect(try matches("deny any /admin/**", "GET", url))
    }
    #expect(try !matches("allow any /admin%2Fkeys", "GET", "https://a.b/admin%2Fkeys"))
    #expect(try matches("allow any /admin/keys", "GET", "https://a.b//admin/keys"))
  }

  @Test("Printing and reading a rule gives the same rule")
  func roundTrip() throws {
    for text in ["deny DELETE,PUT a.b/v1/*", "allow any", "allow GET /x/**", "deny any a.b"] {
      #expect(try Rule(text).description == text)
    }
    #expect(try Rule("allow GET /x").inWords == "Allow GET on /x.")
  }

  @Test(
    "A rule that is none, or that could never match, is refused with what to write",
    arguments: [
      "", "deny", "forbid GET", "deny G3T", "deny GET,,PUT", "deny GET a b c", "deny any a..b", "deny any user@a.b",
      "deny any /a?b", "deny any /a#b", "deny any /ü", "deny any /a/../b", "deny any /%7Ex", "deny any /a%2fb",
      "deny any /a|b", "deny any /a%z",
    ])
  func refused(_ text: String) {
    let problem = #expect(throws: RuleProblem.self) { try Rule(text) }
    #expect(problem?.description.isEmpty == false)
  }
}

@Suite("Decisions")
struct DecisionTests {
  private static let now = Timestamp(microseconds: 1_800_000_000_000_000)
  private let url = Result { () throws(URLProblem) in try CanonicalURL("https://api.a.b/v1/x") }

  private func secret(revoked: Bool = false) throws -> Secret {
    Secret(
      id: Identifier(), name: "s", provider: "custom", kind: "",
      binding: try Binding(origins: [try Origin("https://api.a.b")]), injection: .bearer(), createdAt: Self.now,
      rotatedAt: Self.now, remindAt: nil, revokedAt: revoked ? Self.now : nil, version: 1)
  }

  private func grant(
    of secret: Secret, isStrict: Bool = false, expiresAt: Timestamp? = nil, revokedAt: Timestamp? = nil
  ) -> Grant {
    Grant(
      id: Identifier(), name: "g", sourceID: secret.id, principal: .system, isStrict: isStrict, createdAt: Self.now,
      expiresAt: expiresAt, revokedAt: revokedAt)
  }

  private func policy(_ name: String, _ scope: Policy.Scope, _ rules: String...) throws -> Policy {
    Policy(
      id: Identifier(), name: name, version: 3, scope: scope, rules: try rules.map { text in try Rule(text) },
      createdAt: Self.now)
  }

  private func decide(_ method: String, _ grant: Grant, _ secret: Secret, _ policies: [Policy]) throws -> Decision {
    Decision.decide(
      method: method, url: try url.get(), grant: grant, source: .secret(secret), policies: policies, now: Self.now)
  }

  @Test("Without a rule the binding is enough; outside it nothing passes")
  func binding() throws {
    let secret = try secret()
    let grant = grant(of: secret)
    #expect(try decide("GET", grant, secret, []).decider == .bindingAlone)
    let outside = Decision.decide(
      method: "GET", url: try CanonicalURL("https://evil.com/"), grant: grant, source: .secret(secret),
      policies: [try policy("all", .everyGrant, "allow any")], now: Self.now)
    #expect(outside.verdict == .deny && outside.decider == .binding && outside.remedy == "https://api.a.b")
  }

  @Test("Deny beats allow, whatever their order, and both are named")
  func denyWins() throws {
    let secret = try secret()
    let grant = grant(of: secret)
    let allow = try policy("z", .everyGrant, "allow any")
    let deny = try policy("a", .grants([grant.id]), "allow GET", "deny DELETE /v1/**")
    for policies in [[allow, deny], [deny, allow]] {
      let decision = try decide("DELETE", grant, secret, policies)
      #expect(decision.verdict == .deny && "\(decision.decider)" == "a v3 rule 2")
      #expect(decision.overruled == ["z v3 rule 1: allow any"])
      #expect(!decision.remedy.isEmpty)
    }
  }

  @Test("One allow rule makes the rest forbidden, and the denial says what would pass")
  func allowList() throws {
    let secret = try secret()
    let grant = grant(of: secret)
    let policy = try policy("reads", .grants([grant.id]), "allow GET")
    #expect(try decide("GET", grant, secret, [policy]).verdict == .allow)
    let denied = try decide("POST", grant, secret, [policy])
    #expect(denied.decider == .noAllowRule && denied.remedy == "allow GET")
    #expect(try decide("POST", self.grant(of: secret), secret, [policy]).verdict == .allow)
  }

  @Test("A strict grant passes nothing without an allow rule")
  func strict() throws {
    let secret = try secret()
    let decision = try decide("GET", grant(of: secret, isStrict: true), secret, [])
    #expect(decision.decider == .noAllowRule && decision.verdict == .deny)
  }

  @Test("Revoked and expired grants pass nothing, from the moment on")
  func ended() throws {
    let good = try secret()
    for grant in [grant(of: good, expiresAt: Self.now), grant(of: good, revokedAt: Self.now)] {
      #expect(try decide("GET", grant, good, []).verdict == .deny)
    }
    #expect(try decide("GET", grant(of: good, expiresAt: Self.now.adding(seconds: 1)), good, []).verdict == .allow)
    let revoked = try secret(revoked: true)
    #expect(try decide("GET", grant(of: revoked), revoked, []).verdict == .deny)
  }
}
