/// The query language of `audit list` and of the audit pane's filter:
/// `provider:github decision:denied caller:ci status:>=400 since:2h method:POST free text`.
///
/// Words are joined by *and*; a `-` before a word negates it. Keys: provider, grant, caller, decision (or result, as
/// the log's column is called), method, host, path, kind, rule, status (`404`, `>=400`, `<300`), since and until
/// (`30m`, `2h`, `7d`, or an RFC 3339 time).
public struct AuditQuery: Hashable, Sendable {
  public enum Field: String, Sendable, CaseIterable {
    case provider, grant, caller, decision, method, host, path, kind, rule
  }
  public enum Comparison: String, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
    case equal = "="
  }

  public enum Term: Hashable, Sendable {
    case field(Field, String)
    case status(Comparison, Int)
    case since(Timestamp)
    case until(Timestamp)
    /// Anywhere in subject, host, path, rule or reason.
    case text(String)
  }

  public struct Condition: Hashable, Sendable {
    public let term: Term
    public let isNegated: Bool

    public init(term: Term, isNegated: Bool) {
      self.term = term
      self.isNegated = isNegated
    }
  }

  public var conditions: [Condition]

  public init(conditions: [Condition] = []) { self.conditions = conditions }

  public var isEmpty: Bool { conditions.isEmpty }

  /// Reads a query; `now` anchors relative times.
  public init(_ text: String, now: Timestamp) throws(AuditQueryProblem) {
    conditions = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      let isNegated = word.count > 1 && word.hasPrefix("-")
      conditions.append(
        Condition(term: try Self.term(String(isNegated ? word.dropFirst() : word), now: now), isNegated: isNegated))
    }
  }

  private static func term(_ word: String, now: Timestamp) throws(AuditQueryProblem) -> Term {
    guard let colon = word.firstIndex(of: ":"), colon != word.startIndex else { return .text(word) }
    let key = word[..<colon].lowercased()
    let value = String(word[word.index(after: colon)...])
    guard !value.isEmpty else { throw AuditQueryProblem("\(key): needs a value, as in \(example(key))") }
    switch key {
    case "status":
      let comparison = Comparison.allCases.first { value.hasPrefix($0.rawValue) }
      guard let status = Int(value.dropFirst(comparison?.rawValue.count ?? 0)) else {
        throw AuditQueryProblem(
          "status:\(Printable.text(value, limit: 20)) is no number; write status:404 or status:>=400")
      }
      return .status(comparison ?? .equal, status)
    case "since", "until":
      guard let time = Self.time(value, now: now) else {
        throw AuditQueryProblem(
          "\(key):\(Printable.text(value, limit: 40)) is no time; write \(key):2h, \(key):7d or a date")
      }
      return key == "since" ? .since(time) : .until(time)
    case "decision", "result":
      switch value.lowercased() {
      case "deny", "denied": return .field(.decision, "deny")
      case "allow", "allowed": return .field(.decision, "allow")
      case "ask", "asked": return .field(.decision, "ask")
      default:
        throw AuditQueryProblem(
          "\(key):\(Printable.text(value, limit: 20)): write \(key):allow, \(key):ask or \(key):deny")
      }
    case "method": return .field(.method, value.uppercased())
    default:
      guard let field = Field(rawValue: key) else {
        let nearest = Nearest.match(key, in: Field.allCases.map(\.rawValue) + ["status", "since", "until"])
        throw AuditQueryProblem(
          "\(Printable.text(key, limit: 20)): is not a key of a query; \(nearest.map { "did you mean \($0):?" } ?? "put no colon in free text")"
        )
      }
      return .field(field, value)
    }
  }

  private static func example(_ key: String) -> String {
    switch key {
    case "status": "status:>=400"
    case "since", "until": "\(key):2h"
    default: "\(key):something"
    }
  }

  private static func time(_ value: String, now: Timestamp) -> Timestamp? {
    if let absolute = Timestamp(value) { return absolute }
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let unit = value.last.flatMap({ units[$0] }), let amount = Int64(value.dropLast()), amount >= 0,
      amount < 1_000_000
    else { return nil }
    return now.adding(seconds: -amount * unit)
  }
}

public struct AuditQueryProblem: Error, Hashable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// The nearest of some names to a mistyped one, for error texts.
public enum Nearest {
  public static func match(_ word: String, in names: [String]) -> String? {
    let best = names.map { (name: $0, distance: distance(Array(word), Array($0))) }.min { $0.distance < $1.distance }
    return best.flatMap { $0.distance <= max(1, word.count / 2) ? $0.name : nil }
  }

  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var previous = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let substitution = previous + (character == other ? 0 : 1)
        previous = row[j + 1]
        row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
