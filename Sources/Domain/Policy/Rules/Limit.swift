extension Rule {
  /// How many calls in how much time. Only calls that pass and meet the rule's other conditions are counted.
  public struct Limit: Hashable, Sendable {
    public enum Period: Hashable, Sendable {
      /// Any stretch of so many seconds. It is kept in sixty steps and never lets more pass, at times a little less.
      case sliding(seconds: Int64)
      case calendar(Unit, zone: String)
      /// Ever.
      case total
    }

    /// A day, a week from Monday on, a month.
    public enum Unit: String, Hashable, Sendable, CaseIterable { case day, week, month }

    /// What has a count of its own.
    public enum Subject: String, Hashable, Sendable, CaseIterable {
      case grant, caller
      /// All calls together.
      case rule
    }

    public var count: Int64
    public var period: Period
    public var subject: Subject

    public init(count: Int64, period: Period, per subject: Subject = .grant) {
      self.count = count
      self.period = period
      self.subject = subject
    }

    /// Which steps of time count at a moment, and the one a call now belongs to; nil where the zone is not known.
    func steps(at time: Timestamp, zone: ZoneRules?) -> CounterSteps? {
      switch period {
      case .total: return CounterSteps(first: 0, current: 0)
      case .sliding(let seconds):
        let width = seconds * 1_000_000 / 60
        return CounterSteps(
          first: CivilTime.floorDivide(time.microseconds - seconds * 1_000_000, width),
          current: CivilTime.floorDivide(time.microseconds, width))
      case .calendar(let unit, _):
        guard let local = zone?.local(time) else { return nil }
        let number =
          switch unit {
          case .day: local.dayNumber
          case .week: local.weekNumber
          case .month: local.monthNumber
          }
        return CounterSteps(first: number, current: number)
      }
    }
  }
}

/// Steps of a counter's time.
public struct CounterSteps: Hashable, Sendable {
  public let first: Int64
  public let current: Int64
}

/// One count: of a rule, for a grant, a caller or all calls.
public struct CounterKey: Hashable, Sendable {
  public let policy: Identifier
  /// The rule without the number of its limit, so that another number keeps the count.
  public let rule: String
  public let subject: String

  public init(policy: Identifier, rule: String, subject: String) {
    self.policy = policy
    self.rule = rule
    self.subject = subject
  }
}

/// A count that a decision looks at: the calls of `steps.first...steps.current` together.
public struct CounterQuery: Hashable, Sendable {
  public let key: CounterKey
  public let steps: CounterSteps

  public init(key: CounterKey, steps: CounterSteps) {
    self.key = key
    self.steps = steps
  }
}
