public import Domain

/// What stops working with a revocation or a removal.
public struct Impact: Sendable, Equatable {
  /// Names of the live grants.
  public let grants: [String]
  /// Names of the policies that name them, or the rules that go.
  public let policies: [String]
  public let rules: [String]
  /// Of a caller: the callers below it, which end with it, and the prefixes of the keys that stop.
  public let below: [String]
  public let keys: [String]
  /// Calls of the last 24 hours by caller, most first.
  public let callers: [GrantSummary.Usage]

  public var calls: Int { callers.reduce(0) { $0 + $1.calls } }

  init(of act: Confirmation.Act, in overview: PortalOverview) {
    let affected =
      switch act {
      case .revokeSecret(let secret): overview.grants.filter { $0.source.id == secret.id }
      case .revokeGrant(let grant): overview.grants.filter { $0.id == grant.id }
      case .removePolicy(let policy): overview.grants.filter { policy.scope.covers($0.id) }
      case .revokeCaller(let summary): overview.grants.filter { summary.caller.reach.contains($0.id) }
      }
    let live = affected.filter { $0.grant.revokedAt == nil }
    grants = live.map(\.grant.name)
    if case .revokeCaller(let summary) = act {
      let ending = [summary] + Self.callers(below: summary.id, in: overview.callers)
      below = ending.dropFirst().map(\.fullName)
      keys = ending.flatMap { $0.caller.keys.filter { $0.revokedAt == nil }.map { "\($0.prefix)…" } }
      (policies, rules) = ([], [])
      callers = ending.filter { $0.calls > 0 }.map { GrantSummary.Usage(caller: $0.fullName, calls: $0.calls) }
      return
    }
    (below, keys) = ([], [])
    if case .removePolicy(let policy) = act {
      policies = []
      rules = policy.rules.map(\.description)
    } else {
      policies = Set(live.flatMap(\.policies)).sorted()
      rules = []
    }
    var calls: [String: Int] = [:]
    for usage in live.flatMap(\.usage) { calls[usage.caller, default: 0] += usage.calls }
    callers = calls.map { GrantSummary.Usage(caller: $0.key, calls: $0.value) }
      .sorted { ($1.calls, $0.caller) < ($0.calls, $1.caller) }
  }

  private static func callers(below id: Identifier, in all: [CallerSummary]) -> [CallerSummary] {
    all.filter { $0.caller.parent == id && $0.caller.revokedAt == nil }.flatMap {
      [$0] + callers(below: $0.id, in: all)
    }
  }
}
