/// Decides past calls twice, with the policies that hold and with a draft among them, and tells what differs.
///
/// The log holds neither bodies nor header names: a call whose decision depends on one is told as not
/// replayable. Limits are counted along, from the first call on.
public struct PolicyReplay {
  /// One of the two sets of policies, with its counts.
  private struct Side {
    let policies: CompiledPolicies
    var book = CounterBook()

    mutating func decide(_ facts: CallFacts, _ grant: Grant, _ source: GrantSource, at time: Timestamp) -> Decision {
      var context = PolicyContext(now: time)
      let queries = policies.counters(facts, grant: grant, source: source, context: context)
      if !queries.isEmpty { context.counts = .known(book.counts(queries)) }
      let decision = policies.decide(facts, grant: grant, source: source, context: context)
      if decision.verdict == .allow { book.count(decision.counted) }
      return decision
    }
  }

  /// What a call comes to, as far as time and counts do not matter.
  private enum Outcome {
    case withoutGrant, unchanged
    case changed(ReplayReport.Turn, by: Decision, grant: String)
    case notReplayable([String])
  }

  private var before: Side
  private var after: Side
  private let grants: [Identifier: PolicyReview.Covered]
  private let isTimeless: Bool
  private var known: [PastCall: Outcome] = [:]
  private var facts: [PastCall: CallFacts?] = [:]
  public private(set) var report: ReplayReport

  private static let mostKnown = 50_000

  /// - Parameters:
  ///   - policies: those that hold.
  ///   - draft: takes the place of the one of its name, or joins.
  ///   - examplesOfEach: how many calls of each turn the report keeps.
  public init(
    policies: [Policy], draft: Policy, grants: [PolicyReview.Covered], examplesOfEach: Int = 5,
    zones: ZoneSource = .system
  ) {
    report = ReplayReport(examplesOfEach: examplesOfEach)
    before = Side(policies: CompiledPolicies(policies, zones: zones))
    after = Side(policies: CompiledPolicies(policies.filter { $0.name != draft.name } + [draft], zones: zones))
    self.grants = Dictionary(grants.map { ($0.grant.id, Self.alive($0)) }) { first, _ in first }
    isTimeless = !(policies + [draft]).contains { policy in
      policy.rules.contains { $0.looksAtTheClock || !$0.limits.isEmpty }
    }
  }

  /// Whether the names of the queries' parameters have to be read from the log.
  public static func needsQueryKeys(_ policies: [Policy]) -> Bool {
    policies.contains { policy in
      policy.rules.contains { rule in rule.conditions.contains { $0.test.word == .query } }
    }
  }

  public mutating func add(_ call: PastCall, sequence: Int64, time: Timestamp) {
    report.calls += 1
    let outcome: Outcome
    if isTimeless, let before = known[call] {
      outcome = before
    } else {
      outcome = decide(call, at: time)
      if isTimeless, known.count < Self.mostKnown { known[call] = outcome }
    }
    switch outcome {
    case .unchanged: break
    case .withoutGrant: report.withoutGrant += 1
    case .notReplayable(let words):
      report.notReplayableCalls += 1
      for word in words { report.notReplayable[word, default: 0] += 1 }
    case .changed(let turn, let decision, let grant):
      report.add(
        ReplayReport.Example(
          sequence: sequence, time: time, call: call, grantName: grant, turn: turn, decider: decision.decider,
          reason: decision.reason))
    }
  }

  private mutating func decide(_ call: PastCall, at time: Timestamp) -> Outcome {
    guard let (grant, source) = grants[call.grantID] else { return .withoutGrant }
    guard let facts = facts(of: call, source) else { return .notReplayable(["path"]) }
    let was = before.decide(facts, grant, source, at: time)
    let would = after.decide(facts, grant, source, at: time)
    if would.isNotTold {
      if was.isNotTold, was.doubtful == would.doubtful { return .unchanged }
      return .notReplayable(Set(would.doubts.map(\.word)).sorted())
    }
    // What was decided then tells what the rules of then, mostly those of today, made of the missing facts.
    let verdict = was.isNotTold ? (call.wasAllowed ? .allow : .deny) : was.verdict
    guard verdict != would.verdict else { return .unchanged }
    return .changed(ReplayReport.Turn(before: verdict, after: would.verdict), by: would, grant: grant.name)
  }

  private mutating func facts(of call: PastCall, _ source: GrantSource) -> CallFacts? {
    if let known = facts[call] { return known }
    let origin =
      source.binding.origins.first { $0.authority == call.host } ?? (try? Origin("https://\(call.host)"))
    let url = origin.flatMap { try? CanonicalURL(origin: $0, path: call.path, query: nil) }
    // The broker listens on loopback only: whatever is in the log came from this machine.
    var made = url.map { CallFacts(method: call.method, url: $0, caller: call.caller, address: .thisMachine) }
    made?.queryKeys = call.queryKeys.map(CallFacts.keys(escaped:))
    if facts.count < Self.mostKnown { facts[call] = .some(made) }
    return made
  }

  /// Revocation and expiry came later, or were decided on then; a draft changes neither.
  private static func alive(_ covered: PolicyReview.Covered) -> PolicyReview.Covered {
    var (grant, source) = covered
    (grant.revokedAt, grant.expiresAt) = (nil, nil)
    source = source.alive
    return (grant, source)
  }
}

extension Decision {
  /// Whether it only fell as it did because facts are missing.
  fileprivate var isNotTold: Bool { verdict == .deny && doubts.contains(where: \.isMissingFact) }
}

extension Doubt {
  /// The word for what is missing.
  fileprivate var word: String {
    switch self {
    case .unknown(let word): word.rawValue
    case .bodyNotJSON, .bodyTooLarge, .bodyUnread, .otherKind: "body"
    case .clockWentBack, .unknownZone: "time"
    case .uncounted: "counts"
    }
  }
}
