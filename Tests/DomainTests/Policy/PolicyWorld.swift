import Domain

/// One grant of one secret, and a call to decide on; what a test is about it states itself.
struct PolicyWorld {
  static let now = Timestamp("2026-05-20T10:00:00Z")!  // A Wednesday.

  let secret: Secret
  let grant: Grant

  init(isStrict: Bool = false, expiresAt: Timestamp? = nil) throws {
    secret = Secret(
      id: Identifier(), name: "s", provider: "stripe", kind: "",
      binding: try Binding(origins: [try Origin("https://api.a.b")]), injection: .bearer(), createdAt: Self.now,
      rotatedAt: Self.now, remindAt: nil, revokedAt: nil, version: 1)
    grant = Grant(
      id: Identifier(), name: "live", sourceID: secret.id, principal: .agent("bot"), isStrict: isStrict,
      createdAt: Self.now, expiresAt: expiresAt)
  }

  func policy(_ name: String = "p", isStrict: Bool = false, _ rules: String...) throws -> Policy {
    Policy(
      id: Identifier(), name: name, version: 1, scope: .grants([grant.id]), isStrict: isStrict,
      rules: try rules.map { text in try Rule(text) }, createdAt: Self.now)
  }

  static func facts(
    _ method: String = "POST", _ url: String = "https://api.a.b/v1/x", caller: String? = "ci",
    address: String? = "127.0.0.1", headers: [String]? = [], json: String? = nil
  ) throws -> CallFacts {
    let bytes = Array((json ?? "").utf8)
    return CallFacts(
      method: method, url: try CanonicalURL(url), caller: caller, address: address.flatMap { NetworkAddress($0) },
      headerNames: headers, bodySize: Int64(bytes.count),
      body: CallBody(bytes, headers: [("Content-Type", "application/json")]))
  }

  func decide(
    _ facts: CallFacts, _ policies: Policy..., context: PolicyContext = PolicyContext(now: now)
  ) -> Decision {
    CompiledPolicies(policies).decide(facts, grant: grant, source: .secret(secret), context: context)
  }

  /// Whether one rule matches, of an allow rule: permits.
  func verdict(
    _ facts: CallFacts, _ rules: String..., context: PolicyContext = PolicyContext(now: now)
  ) throws -> Decision.Verdict {
    var policy = try policy("p")
    policy.rules = try rules.map { text in try Rule(text) }
    return decide(facts, policy, context: context).verdict
  }
}
