import Domain
import Testing

@Suite("Decisions explained")
struct PolicyExplanationTests {
  private func explain(_ facts: CallFacts, _ rules: String...) throws -> Decision {
    let world = try PolicyWorld()
    var policy = try world.policy("p")
    policy.rules = try rules.map { text in try Rule(text) }
    return CompiledPolicies([policy]).explain(
      facts, grant: world.grant, source: .secret(world.secret), context: PolicyContext(now: PolicyWorld.now))
  }

  @Test("A denied call learns how it gets out from under the rule")
  func denied() throws {
    let decision = try explain(
      PolicyWorld.facts(), "deny POST /v1/** when caller ci", "deny any", "deny POST", "allow any")
    #expect(
      decision.changes == [
        "p v1 rule 1 no longer matches as soon as one of these is not so: "
          + "the method is POST; the path matches /v1/**; the caller is ci",
        "p v1 rule 2 matches every call: only another version of p changes that",
        "p v1 rule 3 matches only when the method is POST",
      ])
    #expect(decision.overruled == ["p v1 rule 4: allow any"])
  }

  @Test("A call that no rule permits learns which rule is nearest, and what it lacks")
  func unpermitted() throws {
    let decision = try explain(
      PolicyWorld.facts(), "allow GET /v2/** when caller cd", "allow POST /v1/* when caller cd")
    #expect(
      decision.changes == [
        "p v1 rule 2 would allow it if the caller is cd",
        "p v1 rule 1 would allow it if the method is GET and the path matches /v2/** and the caller is cd",
      ])
  }

  @Test("A call that passes learns which one thing would have stopped it")
  func allowed() throws {
    let decision = try explain(
      PolicyWorld.facts(), "deny DELETE", "ask POST when caller cd", "deny GET /v2/x", "deny any rate 5/1h")
    #expect(
      decision.changes == [
        "p v1 rule 1 would deny it if the method is DELETE", "p v1 rule 2 would ask it if the caller is cd",
        "p v1 rule 4 would deny it if 5 calls in an hour were made",
      ])
  }

  @Test("A call that is asked about learns what asked")
  func asked() throws {
    let decision = try explain(PolicyWorld.facts(), "ask POST", "deny DELETE")
    #expect(decision.verdict == .ask && decision.changes == ["p v1 rule 1 matches only when the method is POST"])
  }
}
