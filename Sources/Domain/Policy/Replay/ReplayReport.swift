/// What a draft would have changed of past calls.
public struct ReplayReport: Hashable, Sendable {
  /// From one verdict to another.
  public struct Turn: Hashable, Sendable {
    public let before: Decision.Verdict
    public let after: Decision.Verdict

    public init(before: Decision.Verdict, after: Decision.Verdict) {
      self.before = before
      self.after = after
    }
  }

  public struct Example: Hashable, Sendable {
    public let sequence: Int64
    public let time: Timestamp
    public let call: PastCall
    public let grantName: String
    public let turn: Turn
    /// Who would have decided otherwise.
    public let decider: Decision.Decider
    /// Why it would have been decided otherwise.
    public let reason: String
  }

  public struct Tally: Hashable, Sendable {
    public let name: String
    public let calls: Int
  }

  /// The calls of one turn.
  private struct Changes: Hashable {
    var calls = 0
    var byCaller: [String: Int] = [:]
    var byGrant: [String: Int] = [:]
    /// The last few and some before them, oldest first.
    var examples: [Example] = []
  }

  /// Calls that were looked at.
  public internal(set) var calls = 0
  /// Of these, calls of grants that are gone, which cannot be decided any more.
  public internal(set) var withoutGrant = 0
  /// Calls that cannot be decided again, by the word of what the log does not hold.
  public internal(set) var notReplayable: [String: Int] = [:]
  public internal(set) var notReplayableCalls = 0
  private var changes: [Turn: Changes] = [:]
  private let examplesOfEach: Int

  /// - Parameter examplesOfEach: how many calls of each turn are kept.
  public init(examplesOfEach: Int = 5) { self.examplesOfEach = max(1, examplesOfEach) }

  mutating func add(_ example: Example) {
    func count(_ changes: inout Changes) {
      changes.calls += 1
      changes.byCaller[example.call.caller, default: 0] += 1
      changes.byGrant[example.grantName, default: 0] += 1
      // Seldom, since the rest has to move.
      if changes.examples.count == 2 * examplesOfEach { changes.examples.removeFirst(examplesOfEach) }
      changes.examples.append(example)
    }
    count(&changes[example.turn, default: Changes()])
  }

  public var turns: [Turn: Int] { changes.mapValues(\.calls) }
  public var changed: Int { changes.values.reduce(0) { $0 + $1.calls } }
  public var unchanged: Int { calls - changed - notReplayableCalls - withoutGrant }

  /// Who made the calls that would change, most first.
  public var callers: [Tally] { Self.sorted(Self.sum(changes.values.map(\.byCaller))) }
  public var grants: [Tally] { Self.sorted(Self.sum(changes.values.map(\.byGrant))) }
  /// Of every turn the newest few calls, newest first.
  public var examples: [Example] {
    changes.keys.flatMap { examples(of: $0) }.sorted { $0.sequence > $1.sequence }
  }

  public func callers(of turn: Turn) -> [Tally] { Self.sorted(changes[turn]?.byCaller ?? [:]) }
  public func grants(of turn: Turn) -> [Tally] { Self.sorted(changes[turn]?.byGrant ?? [:]) }
  public func examples(of turn: Turn) -> [Example] { (changes[turn]?.examples ?? []).suffix(examplesOfEach).reversed() }

  private static func sum(_ counts: [[String: Int]]) -> [String: Int] {
    counts.reduce(into: [:]) { sum, next in sum.merge(next, uniquingKeysWith: +) }
  }

  private static func sorted(_ counts: [String: Int]) -> [Tally] {
    counts.map { Tally(name: $0.key, calls: $0.value) }.sorted { ($1.calls, $0.name) < ($0.calls, $1.name) }
  }
}

/// How far a replay is.
public struct ReplayProgress: Hashable, Sendable {
  /// Events of the log that have been looked at, calls and others.
  public let done: Int64
  public let total: Int64
  /// What was found so far.
  public let report: ReplayReport

  public init(done: Int64, total: Int64, report: ReplayReport) {
    self.done = done
    self.total = total
    self.report = report
  }
}
