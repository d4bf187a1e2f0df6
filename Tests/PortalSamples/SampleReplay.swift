public import Domain
public import PortalModel

/// A draft of `stripe-guard` that is narrower than what is stored, and a month of calls to replay with it.
extension Sample {
  public static let draftRules = [
    Rule(effect: .deny, methods: ["DELETE"], path: "/v1/customers/*"),
    Rule(effect: .allow, methods: ["GET"]),
    Rule(effect: .allow, methods: ["POST"], path: "/v1/charges"),
    Rule(effect: .allow, methods: ["PUT"], path: "/v1/customers/*"),
    Rule(effect: .ask, methods: ["POST"], path: "/v1/refunds"),
    Rule(
      effect: .allow, methods: ["POST"], path: "/v1/transfers",
      conditions: [Rule.Condition(.size(.below, 1000))]),
  ]

  /// The overview of somebody who edits the draft: the form opens with its rules.
  public static let overviewWithDraft = {
    var changed = overview
    changed.policies[0].rules = draftRules
    return changed
  }()

  /// What a replay of so many of the month's calls finds.
  public static func replay(first count: Int = .max) -> ReplayReport { replay(draft: draftRules, first: count) }

  /// A replay of what is stored already.
  public static let replayWithoutChange = replay(draft: policies[0].rules, first: 400)

  private static func replay(draft rules: [Rule], first count: Int) -> ReplayReport {
    var draft = policies[0]
    draft.version += 1
    draft.rules = rules
    var replay = PolicyReplay(
      policies: policies, draft: draft, grants: grants.map { ($0.grant, $0.source) },
      examplesOfEach: ReplayDialog.examplesOfEach)
    for (index, call) in pastCalls.prefix(count).enumerated() {
      let age = Int64(pastCalls.count - index) * 500
      replay.add(call, sequence: 10_214 - Int64(pastCalls.count - index), time: now.adding(seconds: -age))
    }
    return replay.report
  }

  private static let pastCalls: [PastCall] = {
    let kinds: [(count: Int, caller: String, method: String, path: String, wasAllowed: Bool)] = [
      (3_120, "nightly", "GET", "/v1/balance", true), (1_004, "checkout-api", "POST", "/v1/charges", true),
      (470, "nightly", "POST", "/v1/payouts", true), (37, "claude-code", "POST", "/v1/payment_intents", true),
      (209, "checkout-api", "POST", "/v1/refunds", true), (3, "claude-code", "POST", "/v1/refunds", true),
      (2, "claude-code", "PUT", "/v1/customers/cus_Nf02kQ9sLmP3xY", false),
      (118, "payouts-worker", "POST", "/v1/transfers", true),
    ]
    let calls = kinds.map { kind in
      Array(repeating: call(grants[5].id, kind.caller, kind.method, kind.path, kind.wasAllowed), count: kind.count)
    }
    let gone = Array(repeating: call(id(0x999), "nightly", "GET", "/v1/balance", true), count: 41)
    // Of each kind one now and then, so that the newest are of several callers.
    return (calls + [gone]).flatMap { kind in
      kind.enumerated().map { index, call in (place: Double(index + 1) / Double(kind.count + 1), call: call) }
    }
    .sorted { $0.place < $1.place }.map(\.call)
  }()

  private static func call(
    _ grant: Identifier, _ caller: String, _ method: String, _ path: String, _ wasAllowed: Bool
  ) -> PastCall {
    PastCall(
      grantID: grant, caller: caller, method: method, host: "api.stripe.com", path: path, wasAllowed: wasAllowed)
  }
}
