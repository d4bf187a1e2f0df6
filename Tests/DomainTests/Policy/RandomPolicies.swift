import Domain

/// Policies and calls over a small world, so that rules match often, nearly match often, and contradict each other.
struct RandomPolicies {
  private var random: SplitMix

  init(seed: UInt64) { random = SplitMix(state: seed) }

  struct Call {
    let facts: CallFacts
    let grant: Grant
    let secret: Secret
    let context: PolicyContext
    let policies: [Policy]
  }

  static let zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
  static let callers = ["ci", "deploy-1", "deploy-2", "portal"]
  static let pointers = ["/amount", "/kind", "/list/0", "/list/*", "/nested/deep", "/a~1b"]

  private mutating func pick<Element>(_ list: [Element]) -> Element { list[random.number(list.count)] }
  private mutating func chance(_ hundredths: Int) -> Bool { random.number(100) < hundredths }
  private mutating func some<Element>(_ list: [Element], most: Int = 2) -> [Element] {
    (0..<1 + random.number(most)).map { _ in pick(list) }
  }

  mutating func call() throws -> Call {
    let now = Timestamp(microseconds: 1_750_000_000_000_000 + Int64(random.number(63_072_000)) * 1_000_000)
    let secret = Secret(
      id: Identifier(), name: "s", provider: pick(["stripe", "github"]), kind: "",
      binding: try Binding(origins: [try Origin("https://a.test"), try Origin("https://b.test")]), injection: .bearer(),
      createdAt: now, rotatedAt: now, remindAt: nil, revokedAt: nil, version: 1)
    let grant = Grant(
      id: Identifier(), name: pick(["live", "test"]), sourceID: secret.id,
      principal: pick([.system, .user("sam"), .agent("bot")]), isStrict: chance(10), createdAt: now)
    var policies: [Policy] = []
    for name in ["a", "b", "c", "d"].prefix(1 + random.number(4)) {
      policies.append(
        Policy(
          id: Identifier(), name: name, version: 1 + random.number(3),
          scope: chance(50) ? .everyGrant : .grants(chance(80) ? [grant.id, Identifier()] : [Identifier()]),
          isStrict: chance(10), rules: (0..<1 + random.number(4)).map { _ in rule(now: now) }, createdAt: now))
    }
    let facts = try facts()
    var context = PolicyContext(now: now)
    if chance(10) { context.newestEvent = now.adding(seconds: Int64(random.number(40) - 10)) }
    if chance(80) {
      var counts: [CounterKey: Int64] = [:]
      for query in CompiledPolicies(policies).counters(facts, grant: grant, source: .secret(secret), context: context)
      where chance(90) { counts[query.key] = Int64(random.number(5)) }
      context.counts = .known(counts)
    }
    return Call(facts: facts, grant: grant, secret: secret, context: context, policies: policies)
  }

  private mutating func facts() throws -> CallFacts {
    let path = pick(["/", "/v1", "/v1/x", "/v1/x/y", "/v1/xyz", "/v1//x", "/v1%2Fx", "/admin/keys", "/a/b/c/d/v1"])
    let query = pick(["", "", "?limit=1", "?limit=1&page=2", "?ex%5Bpand=1", "?page;limit"])
    let (body, size) = body()
    return CallFacts(
      method: pick(["GET", "POST", "DELETE", "QUERY"]),
      url: try CanonicalURL("https://\(pick(["a", "b"])).test\(path)\(query)"),
      caller: chance(90) ? pick(Self.callers) : nil,
      address: chance(90)
        ? NetworkAddress(pick(["127.0.0.1", "10.1.2.3", "192.168.7.9", "fd00::1", "2001:db8::7"])) : nil,
      headerNames: chance(90) ? some(["Accept", "X-Trace", "X-Debug"]) : nil, bodySize: size, body: body)
  }

  private mutating func body() -> (CallBody, Int64?) {
    switch random.number(12) {
    case 0: return (.none, 0)
    case 1: return (.notJSON, 40)
    case 2: return (.tooLarge, nil)
    case 3: return (.unread, chance(50) ? 12 : nil)
    default:
      var members: [JSONValue.Member] = []
      if chance(70) { members.append(.init(name: "amount", value: scalar())) }
      if chance(70) { members.append(.init(name: "kind", value: scalar())) }
      if chance(50) { members.append(.init(name: "list", value: .array((0..<random.number(3)).map { _ in scalar() }))) }
      if chance(50) { members.append(.init(name: "nested", value: .object([.init(name: "deep", value: scalar())]))) }
      if chance(20) { members.append(.init(name: "a/b", value: scalar())) }
      return (.json(.object(members)), Int64(random.number(30)))
    }
  }

  private mutating func scalar() -> JSONValue {
    switch random.number(8) {
    case 0: .null
    case 1: .bool(chance(50))
    case 2, 3: .string(pick(["eur", "usd", "7"]))
    case 4: .array([])
    default: .number(pick(["7", "7.0", "70e-1", "-3", "100", "0.5", "12345678901234567890"]))
    }
  }

  mutating func rule(now: Timestamp) -> Rule {
    var rule = Rule(
      effect: pick([.allow, .allow, .deny, .deny, .ask, .redact]),
      methods: chance(50) ? [] : Array(Set(some(["GET", "POST", "DELETE", "QUERY"]))).sorted(),
      host: chance(30) ? pick(["a.test", "b.test", "a.test:443"]) : nil,
      path: chance(60)
        ? pick([
          "/v1", "/v1/*", "/v1/**", "/**", "/**/x", "/v1/x*", "/v1/*y*", "/**/v1/**", "/admin/**", "/**/**/keys", "/",
        ])
        : nil)
    for _ in 0..<random.number(3) {
      rule.conditions.append(Rule.Condition(test(), isNegated: chance(30)))
    }
    for _ in 0..<(chance(25) ? 1 + random.number(2) : 0) { rule.limits.append(limit()) }
    if chance(15) { rule.expiresAt = now.adding(seconds: Int64(random.number(20_000) - 10_000)) }
    if rule.effect == .ask, chance(50) {
      rule.approval = Approval(
        approvers: ["alice", chance(70) ? "bob" : "end-user"], count: 1 + random.number(2), timeoutSeconds: 60)
    }
    if rule.effect == .redact { rule.redactions = some(Self.pointers).compactMap { JSONPointer($0) } }
    return rule
  }

  private mutating func limit() -> Rule.Limit {
    Rule.Limit(
      count: Int64(random.number(5)),
      period: pick([
        .sliding(seconds: pick([60, 3600])), .calendar(pick([.day, .week, .month]), zone: pick(Self.zones)), .total,
      ]), per: pick([.grant, .caller, .rule]))
  }

  private mutating func test() -> Rule.Test {
    switch random.number(11) {
    case 0: .caller(some(["ci", "deploy-*", "*", "portal", "and", "a b"]))
    case 1: .principal(some(["system", "user:sam", "user:*", "agent:*"]))
    case 2: .provider(some(["stripe", "git*"]))
    case 3: .grant(some(["live", "te*"]))
    case 4: .query(names(["limit", "page", "ex[pand", "*"]))
    case 5: .header(names(["accept", "x-*", "x-trace"]))
    case 6: .size(pick([.above, .below]), Int64(random.number(30)))
    case 7: .body(JSONPointer(pick(Self.pointers))!, bodyTest())
    case 8: .time(window())
    case 9: .method(Array(Set(some(["GET", "POST", "QUERY"]))).sorted())
    default:
      .address(
        some(["127.0.0.0/8", "10.0.0.0/8", "192.168.7.9", "fd00::/8", "0.0.0.0/0", "::/0"]).map { AddressRange($0)! })
    }
  }

  private mutating func names(_ list: [String]) -> Rule.Names { chance(60) ? .any(some(list)) : .only(some(list)) }

  private mutating func bodyTest() -> Rule.BodyTest {
    if chance(40) { return .compares(pick([.above, .below]), DecimalNumber(pick(["7", "0", "99.5", "-3"]))!) }
    return chance(50)
      ? .isOne(some(["7", "-3", "100"]).map { .number(DecimalNumber($0)!) })
      : chance(80) ? .isOne(some(["eur", "usd", "7"]).map { .text($0) }) : .isOne([.bool(chance(50))])
  }

  private mutating func window() -> TimeWindow {
    let start = random.number(1440)
    return TimeWindow(
      days: Set(some(Array(0..<7), most: 6)), start: start, end: (start + 1 + random.number(1438)) % 1440 + 1,
      zone: chance(95) ? pick(Self.zones) : "Nowhere/Land") ?? TimeWindow()!
  }
}

/// Random numbers that a seed determines (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func number(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(next() % UInt64(bound)) }
}
