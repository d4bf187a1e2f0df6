internal import Domain

/// One decision among a thousand rules that all name the grant: methods, paths, callers, hours, addresses, amounts.
enum PolicyMeasurement {
  static func run() throws {
    let now = Timestamp.now()
    let secret = Secret(
      id: Identifier(), name: "s", provider: "stripe", kind: "",
      binding: try Binding(origins: [try Origin("https://api.stripe.com")]), injection: .bearer(), createdAt: now,
      rotatedAt: now, remindAt: nil, revokedAt: nil, version: 1)
    let grant = Grant(id: Identifier(), name: "live", sourceID: secret.id, principal: .system, createdAt: now)
    let policies = try (0..<10).map { number in
      Policy(
        id: Identifier(), name: "p\(number)", version: 1, scope: number % 2 == 0 ? .everyGrant : .grants([grant.id]),
        rules: try (0..<100).map { try rule(number * 100 + $0) }, createdAt: now)
    }
    let compiled = CompiledPolicies(policies)
    let calls = try (0..<200).map(call)
    var measurement = Measurement("one decision among 1,000 rules")
    for round in 0..<50 {
      for facts in calls {
        measurement.timeBlocking {
          let decision = compiled.decide(
            facts, grant: grant, source: .secret(secret), context: PolicyContext(now: now.adding(seconds: Int64(round)))
          )
          precondition(!decision.reason.isEmpty)
        }
      }
    }
    measurement.report()
    Report.line("the same, 99th percentile", measurement.quantile(99), goal: .microseconds(100))
  }

  private static func rule(_ number: Int) throws -> Rule {
    let path =
      "/v1/\(["customers", "charges", "refunds", "payouts"][number % 4])/\(number % 7 == 0 ? "*" : "r\(number)")/**"
    switch number % 5 {
    case 0: return try Rule("deny DELETE,PUT \(path)")
    case 1: return try Rule("allow GET,POST \(path) when caller ci,deploy-*")
    case 2: return try Rule("deny any \(path) when time Sat,Sun 00:00-24:00 Europe/Berlin")
    case 3: return try Rule("deny POST \(path) when body /amount > \(number) and not address 10.0.0.0/8")
    default: return try Rule("allow GET /**/\(number) when query only limit,page rate 1000/1h")
    }
  }

  private static func call(_ number: Int) throws -> CallFacts {
    let area = ["customers", "charges", "refunds", "payouts"][number % 4]
    let method = ["GET", "POST", "DELETE", "GET"][number / 4 % 4]
    return CallFacts(
      method: method,
      url: try CanonicalURL("https://api.stripe.com/v1/\(area)/r\(number * 5)/items/\(number)?limit=10"),
      caller: number % 3 == 0 ? "deploy-7" : "portal", address: .thisMachine, headerNames: ["accept"],
      bodySize: 14, body: .json(.object([.init(name: "amount", value: .number("5000"))])))
  }
}
