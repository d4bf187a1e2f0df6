import Domain
import Testing

@Suite("The review of a policy")
struct ReviewTests {
  private func warnings(_ rules: String..., others: [Policy] = []) throws -> [String] {
    let world = try PolicyWorld()
    let draft = PolicyDraft(
      name: "p", scope: .grants([world.grant.id]), rules: try rules.map { text in try Rule(text) })
    let review = PolicyReview(
      draft, others: others, grants: [(world.grant, .secret(world.secret))], now: PolicyWorld.now)
    return review.warnings.map(\.description)
  }

  @Test(
    "A rule that can never match is told with the reason",
    arguments: [
      ("deny any until 2026-05-20", "expired"), ("deny any other.example", "bound to other.example"),
      ("deny any when provider github", "of provider github"), ("deny any when principal user:*", "principal user:*"),
      ("deny any when grant dead", "grant dead"), ("deny any when caller a and not caller a", "its opposite"),
      ("deny any when caller a and caller b", "both lists"), ("deny any when size > 10 and size < 11", "no body"),
      ("deny any when body /a > 5 and body /a < 5", "cannot be above 5 and below 5"),
      ("allow any rate 0/1h", "lets no call pass"), ("deny GET when method POST,PUT", "method cannot be in both lists"),
    ])
  func never(_ rule: String, _ told: String) throws {
    let found = try warnings(rule)
    #expect(found.count == 1 && found[0].hasPrefix("rule 1: it never matches:") && found[0].contains(told), "\(found)")
  }

  @Test("Where the user is asked and there is none, that is told, unless others are enough")
  func noUser() throws {
    let told = try warnings("ask POST by end-user", "ask GET by 2 of end-user,alice", "ask PUT by end-user,alice")
    #expect(told.count == 2 && told.allSatisfy { $0.contains("nobody can approve it for live: ") }, "\(told)")
    #expect(told[0].hasPrefix("rule 1: ") && told[1].hasPrefix("rule 2: "))
  }

  @Test(
    "A rule that may match is not blamed",
    arguments: [
      "deny any until 2026-05-21", "deny any api.a.b", "deny any api.a.b:443", "deny any when provider str*",
      "deny any when principal agent:*", "deny any when grant live", "deny any when caller a and not caller b",
      "deny any when caller a,b and caller b,c", "deny any when caller a* and caller *b",
      "deny any when size > 10 and size < 12",
      "deny any when body /a > 5 and body /a < 6", "deny any when body /a/* > 5 and body /a/* < 5",
      "deny any rate 0/1h",
    ])
  func fine(_ rule: String) throws { #expect(try warnings(rule) == []) }

  @Test(
    "A permit that another rule takes back whole is told; one that keeps something is not",
    arguments: [
      ("allow GET /v1/x", "deny any", true), ("allow GET /v1/x", "deny GET,POST /v1/*", true),
      ("allow GET /v1/**", "deny GET /v1/*", false), ("allow GET /v1/**", "deny GET /**", true),
      ("allow GET /v1/a/**", "deny any /v1/**", true), ("allow GET /v1/a/**", "deny any /v1/b/**", false),
      ("allow GET /v1/*", "deny any /v1/x", false), ("allow any", "deny GET", false),
      ("allow GET", "deny GET api.a.b", false),
      ("allow GET when caller a", "deny GET when caller a", true), ("allow GET", "deny GET when caller a", false),
      ("allow GET", "deny GET until 2026-06-01", false),
      ("allow GET until 2026-05-30", "deny GET until 2026-06-01", true),
      ("allow GET", "deny GET rate 5/1h", false), ("allow GET /v1/x", "ask GET", true), ("ask GET", "deny GET", true),
      ("ask GET", "allow GET", false), ("deny GET", "deny any", false), ("redact GET removing /a", "deny any", true),
    ])
  func contradictions(_ rule: String, _ other: String, _ isTold: Bool) throws {
    let found = try warnings(rule, other)
    #expect(found.contains { $0.hasPrefix("rule 1: it has no effect: rule 2") } == isTold, "\(found)")
    let world = try PolicyWorld()
    let policy = Policy(
      id: Identifier(), name: "o", version: 1, scope: .everyGrant, rules: [try Rule(other)],
      createdAt: world.grant.createdAt)
    #expect(try warnings(rule, others: [policy]).contains { $0.contains("o rule 1") } == isTold)
  }

  @Test("A test without a time is told where a rule looks at the clock")
  func timelessTest() throws {
    let test = PolicyTest(name: "t", expected: .allow, method: "GET", url: "https://api.a.b/", grant: "live")
    func warnings(_ rule: String, at time: Timestamp?) throws -> [String] {
      var timed = test
      timed.at = time
      let draft = PolicyDraft(name: "p", scope: .everyGrant, rules: [try Rule(rule)], tests: [timed])
      return PolicyReview(draft, others: [], grants: [], now: PolicyWorld.now).warnings.map(\.description)
    }
    #expect(try warnings("deny any when time Mon", at: nil).first?.contains("give the test a time") == true)
    #expect(
      try warnings("deny any when time Mon", at: PolicyWorld.now).isEmpty && warnings("deny any", at: nil).isEmpty)
  }

  @Test("Where one rule is said to cover another, it matches every generated call that the other matches")
  func coversInFact() throws {
    var random = RandomPolicies(seed: 11)
    var told = 0
    for _ in 0..<4000 {
      let call = try random.call()
      let rules = [random.rule(now: call.context.now), random.rule(now: call.context.now)]
      guard var permit = rules.first, var denial = rules.last else { continue }
      (permit.effect, permit.approval, permit.redactions) = (.allow, nil, [])
      (denial.effect, denial.approval, denial.redactions, denial.limits) = (.deny, nil, [], [])
      let draft = PolicyDraft(name: "p", scope: .grants([call.grant.id]), rules: [permit, denial])
      let review = PolicyReview(
        draft, others: [], grants: [(call.grant, .secret(call.secret))], now: call.context.now)
      guard review.warnings.contains(where: { $0.rule == 1 && $0.text.hasPrefix("it has no effect") }) else { continue }
      told += 1
      let policy = Policy(
        id: Identifier(), name: "p", version: 1, scope: .everyGrant, rules: draft.rules, createdAt: call.context.now)
      let verdict = CompiledPolicies([policy]).decide(
        call.facts, grant: call.grant, source: .secret(call.secret), context: call.context
      ).verdict
      #expect(verdict == .deny, "\(permit) / \(denial)")
    }
    #expect(told > 100)
  }
}
