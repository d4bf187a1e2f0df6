internal import Domain
internal import GRDB

extension Transaction {
  /// What the counters say, each over its steps of time.
  func counts(_ queries: [CounterQuery]) throws -> [CounterKey: Int64] {
    var counts: [CounterKey: Int64] = [:]
    for query in queries {
      let statement = try db.cachedStatement(
        sql: """
          SELECT ifnull(sum(count), 0) FROM rule_counter
          WHERE policy = ? AND rule = ? AND subject = ? AND step >= ? AND step <= ?
          """)
      counts[query.key] = try Int64.fetchOne(
        statement, arguments: Self.arguments(query.key) + [query.steps.first, query.steps.current])
    }
    return counts
  }

  /// Counts one call, and forgets what no window reaches any more.
  func count(_ queries: [CounterQuery]) throws {
    for query in queries {
      try db.cachedStatement(
        sql: """
          INSERT INTO rule_counter (policy, rule, subject, step, count) VALUES (?, ?, ?, ?, 1)
          ON CONFLICT (policy, rule, subject, step) DO UPDATE SET count = count + 1
          """
      ).execute(arguments: Self.arguments(query.key) + [query.steps.current])
      try db.cachedStatement(
        sql: "DELETE FROM rule_counter WHERE policy = ? AND rule = ? AND subject = ? AND step < ?"
      ).execute(arguments: Self.arguments(query.key) + [query.steps.first])
    }
  }

  /// Forgets the counters of a policy's rules that are no longer there.
  func keepCounters(of policy: Identifier, rules: Set<String>) throws {
    let known = try String.fetchSet(
      db, sql: "SELECT DISTINCT rule FROM rule_counter WHERE policy = ?", arguments: [Blob(policy.bytes)])
    for rule in known.subtracting(rules) {
      try db.execute(
        sql: "DELETE FROM rule_counter WHERE policy = ? AND rule = ?", arguments: [Blob(policy.bytes), rule])
    }
  }

  private static func arguments(_ key: CounterKey) -> StatementArguments {
    [Blob(key.policy.bytes), key.rule, key.subject]
  }
}
