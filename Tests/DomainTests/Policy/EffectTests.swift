import Domain
import Testing

@Suite("Effects, limits and expiry")
struct EffectTests {
  @Test("Deny goes over ask, ask over allow, whatever the order")
  func precedence() throws {
    let world = try PolicyWorld()
    let facts = try PolicyWorld.facts()
    let all = [
      try world.policy("a", "allow any"), try world.policy("b", "ask POST"), try world.policy("c", "deny POST"),
    ]
    for order in [all, all.reversed()] {
      let denied = CompiledPolicies(order).decide(
        facts, grant: world.grant, source: .secret(world.secret), context: PolicyContext(now: PolicyWorld.now))
      #expect(denied.verdict == .deny && denied.overruled == ["b v1 rule 1: ask POST", "a v1 rule 1: allow any"])
      let asked = CompiledPolicies(order.filter { $0.name != "c" }).decide(
        facts, grant: world.grant, source: .secret(world.secret), context: PolicyContext(now: PolicyWorld.now))
      #expect(asked.verdict == .ask && asked.overruled == ["a v1 rule 1: allow any"])
    }
  }

  @Test("An ask rule closes nothing, and what it asks about passes with an answer even where only listed calls pass")
  func asking() throws {
    let world = try PolicyWorld()
    #expect(try world.verdict(PolicyWorld.facts("GET"), "ask POST") == .allow)
    #expect(try world.verdict(PolicyWorld.facts("POST"), "allow GET", "ask POST") == .ask)
    #expect(try world.verdict(PolicyWorld.facts("PUT"), "allow GET", "ask POST") == .deny)
  }

  @Test("What only the user can approve is denied for a grant of no user; others may be enough")
  func endUser() throws {
    let world = try PolicyWorld()
    let facts = try PolicyWorld.facts()
    let refused = world.decide(facts, try world.policy("p", "ask POST by end-user"))
    #expect(refused.verdict == .deny && refused.reason.contains("this one is of no user"))
    #expect(try world.verdict(facts, "ask POST by end-user,alice") == .ask)
    #expect(try world.verdict(facts, "ask POST by 2 of end-user,alice") == .deny)
    var mias = world.grant
    mias.principal = .user("mia")
    let asked = CompiledPolicies([try world.policy("p", "ask POST by end-user")]).decide(
      facts, grant: mias, source: .secret(world.secret), context: PolicyContext(now: PolicyWorld.now))
    #expect(asked.verdict == .ask && asked.asks[0].approval.missing(among: ["alice"]).count == 1)
    // Nobody's word is the user's, where nobody is named.
    #expect(Approval().missing(among: [Approval.endUser]).count == 1)
  }

  @Test("A condition on the method, as it stands and negated")
  func method() throws {
    let world = try PolicyWorld()
    for (method, isAllowed) in [("GET", true), ("head", true), ("POST", false), ("QUERY", false)] {
      let facts = try PolicyWorld.facts(method)
      #expect(try world.verdict(facts, "deny any when not method GET,HEAD") == (isAllowed ? .allow : .deny))
      #expect(try world.verdict(facts, "deny any when method POST,QUERY") == (isAllowed ? .allow : .deny))
    }
  }

  @Test("A user's limits are rules of their own, and leave out what they say")
  func userLimits() throws {
    var limits = UserLimits(grant: Identifier(), user: "mia", changedAt: PolicyWorld.now)
    #expect(limits.policy(version: 1) == nil && limits.inWords == "none")
    limits.methods = ["GET", "HEAD"]
    limits.hours = TimeWindow(days: 0..<5, start: 540, end: 1020, zone: "Europe/Berlin")
    limits.asksFirst = true
    let policy = try #require(limits.policy(version: 3))
    #expect(
      policy.rules.map(\.description) == [
        "deny any when not method GET,HEAD", "deny any when not time Mon-Fri 09:00-17:00 Europe/Berlin",
        "ask any by end-user",
      ])
    #expect(policy.name == "user limits" && !Name.isValid(policy.name) && policy.scope == .grants([limits.grant]))
    #expect(
      limits.inWords == "only GET, HEAD; only 09:00-17:00 on Mon-Fri in Europe/Berlin; every call is asked about")
    let (own, latest) = (PolicyWorld.now.adding(seconds: 60), PolicyWorld.now.adding(seconds: 600))
    #expect(limits.end(own: own, latest: latest) == own)
    limits.expiresAt = PolicyWorld.now.adding(seconds: 300)
    #expect(limits.end(own: own, latest: latest) == limits.expiresAt && limits.end(own: own, latest: nil) == own)
    #expect(limits.end(own: nil, latest: nil) == limits.expiresAt)
    limits.expiresAt = latest.adding(seconds: 1)
    #expect(limits.end(own: own, latest: latest) == latest)
  }

  @Test("Every ask rule that matches wants its own answer")
  func severalAsks() throws {
    let world = try PolicyWorld()
    let decision = world.decide(
      try PolicyWorld.facts(), try world.policy("b", "ask any by 2 of ann,bob within 1h"),
      try world.policy("a", "ask POST"))
    #expect(
      decision.asks.map(\.approval) == [
        Approval(), Approval(approvers: ["ann", "bob"], count: 2, timeoutSeconds: 3600),
      ])
  }

  @Test("A redaction neither permits nor forbids; all that match are made")
  func redaction() throws {
    let world = try PolicyWorld()
    let facts = try PolicyWorld.facts(json: #"{"a":1}"#)
    let decision = world.decide(
      facts, try world.policy("a", "redact POST removing /a,/b"),
      try world.policy("b", "redact any removing /b,/c", "redact GET removing /d"))
    #expect(decision.verdict == .allow && decision.decider == .bindingAlone)
    #expect(decision.redactions.map(\.description) == ["/a", "/b", "/c"])
    #expect(try world.verdict(facts, "allow GET", "redact any removing /a") == .deny)
  }

  @Test("Where nothing can be taken out of the body, nothing passes; without a body there is nothing to take out")
  func impossibleRedaction() throws {
    let world = try PolicyWorld()
    let refused = world.decide(try PolicyWorld.facts(json: "a=1"), try world.policy("a", "redact any removing /a"))
    #expect(refused.verdict == .deny && refused.reason.contains("nothing can be taken out"))
    #expect(try world.verdict(PolicyWorld.facts("GET"), "redact any removing /a") == .allow)
  }

  @Test("A strict policy closes its grants without an allow rule of its own")
  func strictPolicy() throws {
    let world = try PolicyWorld()
    let decision = world.decide(try PolicyWorld.facts(), try world.policy("p", isStrict: true, "deny DELETE"))
    #expect(decision.verdict == .deny && decision.decider == .noAllowRule)
  }

  private func counts(_ number: Int64, _ world: PolicyWorld, _ facts: CallFacts, _ policy: Policy) -> PolicyContext {
    var context = PolicyContext(now: PolicyWorld.now)
    let queries = CompiledPolicies([policy]).counters(
      facts, grant: world.grant, source: .secret(world.secret), context: context)
    context.counts = .known(Dictionary(uniqueKeysWithValues: queries.map { ($0.key, number) }))
    return context
  }

  private static let limitCases: [(String, Int64, Decision.Verdict)] = [
    ("allow any rate 3/1h", 2, .allow), ("allow any rate 3/1h", 3, .deny), ("deny any rate 3/1h", 2, .allow),
    ("deny any rate 3/1h", 3, .deny), ("ask any quota 3/day", 2, .allow), ("ask any quota 3/day", 3, .ask),
    ("allow any rate 0/1s", 0, .deny), ("deny any rate 0/1s", 0, .deny),
    ("allow any rate 9/1h quota 3/month", 3, .deny), ("deny any rate 9/1h quota 3/total", 3, .deny),
  ]

  @Test(
    "An allow rule permits below its limit; a rule of another effect begins at it",
    arguments: limitCases)
  func limits(_ rule: String, _ count: Int64, _ verdict: Decision.Verdict) throws {
    let world = try PolicyWorld()
    let (facts, policy) = (try PolicyWorld.facts(), try world.policy("p", rule))
    let decision = world.decide(facts, policy, context: counts(count, world, facts, policy))
    #expect(decision.verdict == verdict)
    // What is sent is counted, what is denied is not.
    #expect(decision.counted.isEmpty == (verdict == .deny))
  }

  @Test("Where the calls so far are not known, a limit permits nothing")
  func uncounted() throws {
    let world = try PolicyWorld()
    let context = PolicyContext(now: PolicyWorld.now, counts: .known([:]))
    #expect(try world.verdict(PolicyWorld.facts(), "allow any rate 3/1h", context: context) == .deny)
    #expect(try world.verdict(PolicyWorld.facts(), "deny any rate 3/1h", context: context) == .deny)
  }

  @Test("A count keeps its name when the number or another rule changes, and is one for each grant, caller or rule")
  func names() throws {
    let world = try PolicyWorld()
    func key(_ rules: String...) throws -> CounterKey? {
      var policy = try world.policy("p")
      policy.rules = try rules.map { text in try Rule(text) }
      return CompiledPolicies([policy]).counters(
        try PolicyWorld.facts(), grant: world.grant, source: .secret(world.secret),
        context: PolicyContext(now: PolicyWorld.now)
      ).first.map { CounterKey(policy: world.grant.id, rule: $0.key.rule, subject: $0.key.subject) }
    }
    #expect(try key("allow any rate 3/1h") == key("deny GET", "allow any rate 500/1h"))
    #expect(try key("allow any rate 3/1h") != key("allow any rate 3/2h"))
    #expect(try key("allow any rate 3/1h")?.subject == world.grant.id.description)
    #expect(try key("allow any rate 3/1h per caller")?.subject == "ci")
    #expect(try key("allow any rate 3/1h per rule")?.subject == "")
  }

  private static let stepCases: [(String, Int64, Bool)] = [
    ("rate 9/1h", 59 * 60, true), ("rate 9/1h", 62 * 60, false), ("quota 9/day", 10 * 3600 - 1, true),
    ("quota 9/day", 10 * 3600 + 1, false), ("quota 9/day Europe/Berlin", 12 * 3600 - 1, true),
    ("quota 9/day Europe/Berlin", 12 * 3600 + 1, false), ("quota 9/week", 58 * 3600 - 1, true),
    ("quota 9/week", 58 * 3600 + 1, false), ("quota 9/month", 466 * 3600 - 1, true),
    ("quota 9/month", 466 * 3600 + 1, false), ("quota 9/total", 999_999_999, true),
  ]

  @Test(
    "A sliding window looks back over its whole length; a calendar's over its day, week or month of the zone",
    arguments: stepCases)
  func steps(_ limit: String, _ secondsAgo: Int64, _ isCounted: Bool) throws {
    let world = try PolicyWorld()
    let policies = CompiledPolicies([try world.policy("p", "allow any \(limit)")])
    func query(_ time: Timestamp) throws -> CounterQuery {
      let queries = policies.counters(
        try PolicyWorld.facts(), grant: world.grant, source: .secret(world.secret), context: PolicyContext(now: time))
      return try #require(queries.first)
    }
    let earlier = try query(PolicyWorld.now.adding(seconds: -secondsAgo))
    let now = try query(PolicyWorld.now)
    #expect((now.steps.first...now.steps.current).contains(earlier.steps.current) == isCounted)
  }

  @Test("An allow rule that has expired permits nothing more, and still closes what it closed")
  func expiry() throws {
    let world = try PolicyWorld()
    let later = "2026-05-20T10:00:01Z"
    #expect(try world.verdict(PolicyWorld.facts(), "allow any until \(later)") == .allow)
    #expect(try world.verdict(PolicyWorld.facts(), "allow any until 2026-05-20T10:00:00Z") == .deny)
    #expect(try world.verdict(PolicyWorld.facts(), "deny any until \(later)") == .deny)
    #expect(try world.verdict(PolicyWorld.facts(), "deny any until 2026-05-20T10:00:00Z") == .allow)
  }

  @Test(
    "After the clock was set back, what depends on the time permits nothing",
    arguments: [
      "allow any when time 00:00-24:00 UTC", "allow any until 2027-01-01", "allow any rate 100/1h",
      "allow any quota 5/day",
      "deny any when time Sat 00:00-24:00 UTC", "deny any until 2026-05-20T10:00:01Z", "ask any rate 100/1h",
    ])
  func clock(_ rule: String) throws {
    let world = try PolicyWorld()
    let facts = try PolicyWorld.facts("GET")
    var context = PolicyContext(now: PolicyWorld.now, newestEvent: PolicyWorld.now.adding(seconds: 11))
    #expect(try world.verdict(facts, rule, context: context) == .deny)
    // Two processes may read a clock in another order than they write.
    context.newestEvent = PolicyWorld.now.adding(seconds: 9)
    #expect(try world.verdict(facts, rule, context: context) == (rule.hasPrefix("deny any until") ? .deny : .allow))
    context.newestEvent = PolicyWorld.now.adding(seconds: 11)
    #expect(try world.verdict(facts, "allow any", context: context) == .allow)
    #expect(try world.verdict(facts, "allow any quota 5/total", context: context) == .allow)
  }

  @Test("A clock that was set back brings no expired grant back")
  func expiredGrant() throws {
    let world = try PolicyWorld(expiresAt: PolicyWorld.now.adding(seconds: 60))
    let facts = try PolicyWorld.facts("GET")
    #expect(world.decide(facts).verdict == .allow)
    let context = PolicyContext(now: PolicyWorld.now, newestEvent: PolicyWorld.now.adding(seconds: 60))
    #expect(world.decide(facts, context: context).decider == .binding)
  }

  @Test("Only calls under a rule that looks into the body need it in memory")
  func needsBody() throws {
    let world = try PolicyWorld()
    func needs(_ rule: String, _ method: String = "POST") throws -> Bool {
      CompiledPolicies([try world.policy("p", rule)]).needsBody(
        CallFacts(method: method, url: try CanonicalURL("https://api.a.b/v1/x"), caller: "ci"), grant: world.grant,
        source: .secret(world.secret), context: PolicyContext(now: PolicyWorld.now))
    }
    #expect(try needs("deny POST when body /a = 1") && !needs("deny POST when body /a = 1", "PUT"))
    #expect(try needs("redact POST /v1/* removing /a") && !needs("redact POST /v2/* removing /a"))
    #expect(try !needs("deny POST when caller portal and body /a = 1") && !needs("deny POST"))
    #expect(try needs("deny POST when size > 10"))
  }
}

@Suite("Sliding windows")
struct SlidingWindowTests {
  @Test("In no stretch of the window's length do more calls pass than the limit says, and most of it is used")
  func never() throws {
    let world = try PolicyWorld()
    let policies = CompiledPolicies([try world.policy("p", "allow any rate 5/10m")])
    let facts = try PolicyWorld.facts()
    var random = SplitMix(state: 5)
    var steps: [Int64: Int64] = [:]
    var passed: [Int64] = []
    var time: Int64 = 0
    while time < 200_000 {
      time += Int64(1 + random.number(60))
      var context = PolicyContext(now: PolicyWorld.now.adding(seconds: time))
      let query = try #require(
        policies.counters(facts, grant: world.grant, source: .secret(world.secret), context: context).first)
      let count = steps.filter { $0.key >= query.steps.first && $0.key <= query.steps.current }.values.reduce(0, +)
      context.counts = .known([query.key: count])
      guard
        policies.decide(facts, grant: world.grant, source: .secret(world.secret), context: context).verdict == .allow
      else { continue }
      steps[query.steps.current, default: 0] += 1
      passed.append(time)
      #expect(passed.filter { $0 > time - 600 }.count <= 5)
    }
    #expect(passed.count > 1500)
  }
}
