import Domain
import Foundation
import Testing

@Suite("Two evaluators of the policies")
struct PolicyComparisonTests {
  private static let isLong = ProcessInfo.processInfo.environment["GATEHOUSE_SOAK"] != nil

  @Test("They agree on verdict, deciding rule, approvals, redactions and counts of every generated call, in any order")
  func agree() throws {
    try compare(seed: 1, cases: 3000)
  }

  @Test("Soak: they agree on 100,000 generated calls", .enabled(if: isLong))
  func agreeForLong() throws {
    try compare(seed: 2, cases: 100_000)
  }

  private func compare(seed: UInt64, cases: Int) throws {
    var random = RandomPolicies(seed: seed)
    var shuffler = SplitMix(state: seed)
    var verdicts: [Decision.Verdict: Int] = [:]
    for number in 0..<cases {
      let call = try random.call()
      let wanted = NaiveEvaluator(call: call).answer()
      let found = CompiledPolicies(call.policies.shuffled(using: &shuffler)).decide(
        call.facts, grant: call.grant, source: .secret(call.secret), context: call.context)
      let answer = NaiveEvaluator.Answer(
        verdict: found.verdict, decider: found.decider.description, asks: Set(found.asks.map(\.decider.description)),
        redactions: Set(found.redactions.map(\.description)), counted: Set(found.counted.map(\.key)))
      guard answer != wanted else {
        verdicts[found.verdict, default: 0] += 1
        continue
      }
      let rules = call.policies.flatMap { policy in policy.rules.map { "\(policy.name): \($0)" } }
      Issue.record(
        """
        Case \(number): \(answer) instead of \(wanted)
        \(rules.joined(separator: "\n"))
        \(call.facts)
        """)
      return
    }
    // Every verdict is common in the generated world: a generator that never denies would prove nothing.
    for verdict in Decision.Verdict.allCases {
      #expect(verdicts[verdict, default: 0] > cases / 20, "\(verdict) \(verdicts[verdict, default: 0])")
    }
  }

  @Test("Every generated rule that can be stored reads back from its text")
  func texts() throws {
    var random = RandomPolicies(seed: 3)
    var stored = 0
    for _ in 0..<3000 {
      let rule = random.rule(now: Timestamp(microseconds: 1_750_000_000_123_456))
      guard rule.problem == nil else { continue }
      stored += 1
      #expect(try Rule(rule.description) == rule, "\(rule)")
      #expect(rule.inWords.hasSuffix("."))
    }
    #expect(stored > 2000)
  }
}
