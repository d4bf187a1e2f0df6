import Domain
import Testing

@Suite("Rules and callers that callers made")
struct CallerLevelTests {
  private static let grant = Grant(
    id: Identifier(), name: "api", sourceID: Identifier(), principal: .system, createdAt: Timestamp(microseconds: 0))

  private static func source() throws -> GrantSource {
    let time = Timestamp(microseconds: 0)
    return .secret(
      Secret(
        id: grant.sourceID, name: "api", provider: "custom", kind: "",
        binding: try Binding(origins: [try Origin("https://a.example")]), injection: .bearer(), createdAt: time,
        rotatedAt: time, remindAt: nil, revokedAt: nil, version: 1))
  }

  private static func policies(_ rules: [String]) throws -> CompiledPolicies {
    CompiledPolicies([
      Policy(
        id: Identifier(), name: "p", version: 1, scope: .everyGrant, rules: try rules.map { try Rule($0) },
        createdAt: Timestamp(microseconds: 0))
    ])
  }

  private static func decide(_ rules: [String], _ caller: String) throws -> Decision {
    try policies(rules).decide(
      CallFacts(method: "GET", url: try CanonicalURL("https://a.example/x"), caller: caller, body: .none), grant: grant,
      source: try source(), context: PolicyContext(now: Timestamp(microseconds: 1)))
  }

  @Test("A rule about a caller holds for those it made; one about a caller below it does not hold for it")
  func inherited() throws {
    #expect(try Self.decide(["deny GET when caller ci"], "ci/bot").verdict == .deny)
    #expect(try Self.decide(["deny GET when caller ci"], "cia/bot").verdict == .allow)
    #expect(try Self.decide(["allow GET when caller ci"], "ci/bot").verdict == .allow)
    #expect(try Self.decide(["deny GET when caller ci/bot"], "ci").verdict == .allow)
    #expect(try Self.decide(["deny GET when caller ci/bot"], "ci/bot/x").verdict == .deny)
  }

  @Test("Whatever name a caller gives one that it makes, that one passes only where it passes itself")
  func namesGainNothing() throws {
    #expect(try Self.decide(["allow GET when caller *-bot"], "ci/my-bot").verdict == .deny)
    #expect(try Self.decide(["allow GET when caller ci/*"], "ci/bot").verdict == .deny)
    #expect(try Self.decide(["ask GET when not caller ci/bot"], "ci/bot").verdict == .ask)
  }

  @Test("A count of the caller above goes up too, and each count once")
  func counts() throws {
    let decision = try Self.decide(["allow GET rate 5/1h per caller", "deny POST rate 9/1h"], "ci/bot")
    #expect(decision.verdict == .allow)
    #expect(Set(decision.counted.map(\.key.subject)) == ["ci", "ci/bot"] && decision.counted.count == 2)
  }

  @Test(
    "Which rules hold only in calls that the vault makes",
    arguments: [
      (["deny DELETE /v1/**"], BoundToCalls.Kind.restricted), (["allow GET"], .restricted),
      (["ask POST"], .approval), (["redact any removing /a"], .restricted), (["deny any when caller other"], nil),
      (["allow any when caller ci"], nil), (["deny POST when caller other"], nil),
      (["deny POST when not caller other"], .restricted),
      (["allow any rate 5/1h"], .limits), (["deny any when body /a > 5"], .restricted), ([], nil),
    ] as [([String], BoundToCalls.Kind?)])
  func bound(rules: [String], kind: BoundToCalls.Kind?) throws {
    let facts = CallFacts(method: "GET", url: try CanonicalURL("https://a.example/x"), caller: "ci", body: .none)
    let found = try Self.policies(rules).boundToCalls(
      facts, grant: Self.grant, source: try Self.source(), context: PolicyContext(now: Timestamp(microseconds: 1)))
    #expect(found?.kind == kind)
  }
}
