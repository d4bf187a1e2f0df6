internal import Domain
internal import GRDB

/// Turns an ``AuditQuery`` into SQL over the copied columns. Outcomes are joined to their intents.
struct AuditSearch {
  private(set) var conditions = ["a.kind <> 'outcome'"]
  private(set) var arguments = StatementArguments()

  init(_ query: AuditQuery) {
    for condition in query.conditions {
      let sql = add(condition.term)
      conditions.append(condition.isNegated ? "NOT ifnull((\(sql)), 0)" : sql)
    }
  }

  /// Of calls, and of what else callers do, only that of one caller and of those below it; of approvals only the user's
  /// own. Before it was made another caller may have had its name.
  mutating func limit(callsTo caller: String, madeAt start: Timestamp, by wallet: String) {
    let calls: [AuditEvent.Kind] = [
      .intent, .denied, .asked, .approvalEnded, .credentialReleased, .callReported, .scopeMismatchReported,
      .spansReported, .grantIssued,
    ]
    let approvals: [AuditEvent.Kind] = [.approved, .approvalDenied]
    func list(_ kinds: [AuditEvent.Kind]) -> String { kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ") }
    conditions.append(
      """
      CASE WHEN a.kind IN (\(list(calls))) THEN a.time >= ? AND (a.caller = ? OR substr(a.caller, 1, ?) = ?)
      WHEN a.kind IN (\(list(approvals))) THEN a.caller = ? ELSE 1 END
      """)
    let below = caller + "/"
    arguments += [start.microseconds, caller, below.unicodeScalars.count, below, wallet]
  }

  private mutating func add(_ term: AuditQuery.Term) -> String {
    switch term {
    case .field(.grant, let value):
      if let id = Identifier(value) {
        arguments += [Blob(id.bytes)]
        return "a.grant_id = ?"
      }
      arguments += [value]
      return "a.subject = ?"
    case .field(.host, let value), .field(.path, let value), .field(.rule, let value):
      arguments += [Self.pattern(value)]
      return "a.\(Self.column(term)) LIKE ? ESCAPE '\\'"
    case .field(let field, let value):
      arguments += [value]
      return "a.\(field.rawValue) = ?"
    case .status(let comparison, let status):
      arguments += [status]
      return "o.status \(comparison.rawValue) ?"
    case .since(let time):
      arguments += [time.microseconds]
      return "a.time >= ?"
    case .until(let time):
      arguments += [time.microseconds]
      return "a.time <= ?"
    case .text(let text):
      let pattern = Self.pattern(text)
      arguments += [pattern, pattern, pattern, pattern, pattern, pattern]
      return "("
        + ["subject", "caller", "host", "path", "rule", "reason"]
        .map { "a.\($0) LIKE ? ESCAPE '\\'" }.joined(separator: " OR ") + ")"
    }
  }

  private static func column(_ term: AuditQuery.Term) -> String {
    if case .field(let field, _) = term { field.rawValue } else { "" }
  }

  private static func pattern(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
    return "%\(escaped)%"
  }
}

extension Transaction {
  /// Matching events with their outcomes: the newest at or before `before`, or, with `after`, the oldest behind it.
  func searchAudit(
    _ query: AuditQuery, before: Int64? = nil, after: Int64? = nil, limit: Int
  ) throws -> [(body: [UInt8], outcome: [UInt8]?)] {
    try searchAudit(AuditSearch(query), before: before, after: after, limit: limit)
  }

  func searchAudit(
    _ search: AuditSearch, before: Int64? = nil, after: Int64? = nil, limit: Int
  ) throws -> [(body: [UInt8], outcome: [UInt8]?)] {
    var conditions = search.conditions
    var arguments = search.arguments
    if let before {
      conditions.append("a.sequence <= ?")
      arguments += [before]
    }
    if let after {
      conditions.append("a.sequence > ?")
      arguments += [after]
    }
    let statement = try db.cachedStatement(
      sql: """
        SELECT a.body, o.body FROM audit a
        LEFT JOIN audit o ON a.kind = 'intent' AND o.request_id = a.request_id AND o.kind = 'outcome'
        WHERE \(conditions.joined(separator: " AND "))
        ORDER BY a.sequence \(after == nil ? "DESC" : "ASC") LIMIT ?
        """)
    return try Array(
      Row.fetchCursor(statement, arguments: arguments + [limit]).map { row in
        (row.bytes(0), row.hasNull(atIndex: 1) ? nil : row.bytes(1))
      })
  }
}

extension Row {
  fileprivate func hasNull(atIndex index: Int) -> Bool { (self[index] as DatabaseValue).isNull }
}
