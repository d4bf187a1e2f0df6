/// One line of a credential's test: `answer  200 OK, application/json, 311 bytes  good  141 ms`.
public struct TestStep: Hashable, Sendable {
  public enum Name: String, Sendable { case policy, audit, address, answer, echo, outcome }
  public enum Result: String, Sendable { case allow, done, good, refused, failed }

  public let name: Name
  public let text: String
  public let result: Result
  public let microseconds: Int64

  public init(name: Name, text: String, result: Result, microseconds: Int64) {
    self.name = name
    self.text = text
    self.result = result
    self.microseconds = microseconds
  }
}

/// The harmless call that shows whether a provider accepts a credential.
public struct TestRequest: Hashable, Sendable {
  public let method: String
  public let url: String
  public let validStatus: Int
  /// Some providers answer 200 to anybody; the body must then hold this text.
  public let validBodyContains: String?

  public init(method: String = "GET", url: String, validStatus: Int = 200, validBodyContains: String? = nil) {
    self.method = method
    self.url = url
    self.validStatus = validStatus
    self.validBodyContains = validBodyContains
  }
}

/// How a credential's test went.
public struct TestReport: Hashable, Sendable {
  public enum Verdict: String, Sendable {
    /// The provider accepted it.
    case valid
    /// The provider answered, and not as it answers a good credential.
    case refused
    /// No answer; nothing is known, and nothing is stored.
    case unreachable
  }

  public let verdict: Verdict
  /// In one sentence.
  public let summary: String
  public let steps: [TestStep]

  public init(verdict: Verdict, summary: String, steps: [TestStep]) {
    self.verdict = verdict
    self.summary = summary
    self.steps = steps
  }
}

/// A decision explained for a person: then and now.
public struct Explanation: Hashable, Sendable {
  public let entry: AuditEntry
  /// What the policies of its time say of the call, as far as the log knows it.
  public let then: Decision?
  /// What today's policies would say of the same call; nil when its grant is gone or the row is no call.
  public let today: Decision?

  public init(entry: AuditEntry, then: Decision?, today: Decision?) {
    self.entry = entry
    self.then = then
    self.today = today
  }
}

/// A page of the log, newest first, with what stands beside it.
public struct AuditPage: Hashable, Sendable {
  public let entries: [AuditEntry]
  /// Events in the whole log.
  public let total: Int64
  /// Whether older matching entries exist.
  public let hasMore: Bool

  public init(entries: [AuditEntry], total: Int64, hasMore: Bool) {
    self.entries = entries
    self.total = total
    self.hasMore = hasMore
  }
}
