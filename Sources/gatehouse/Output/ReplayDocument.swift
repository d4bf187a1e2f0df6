internal import Domain

/// A replay's report, for people and for programs.
enum ReplayDocument {
  static func text(_ report: ReplayReport, name: String, since: Timestamp) -> String {
    let calls = "\(Printable.count(report.calls)) call\(report.calls == 1 ? "" : "s")"
    var lines = [
      report.changed == 0
        ? "Of \(calls) since \(since), \(name) would change none."
        : "Of \(calls) since \(since), \(name) would change \(Printable.count(report.changed)):"
    ]
    for turn in turns(report) {
      lines.append(
        "  \(Printable.count(report.turns[turn] ?? 0)) that get \(turn.before.rawValue) would get \(turn.after.rawValue)"
      )
    }
    lines += tallies("from callers", report.callers) + tallies("with grants", report.grants)
    if !report.examples.isEmpty {
      lines.append("Examples:")
      for example in report.examples {
        let call = "\(example.call.method) \(example.call.host)\(example.call.path)"
        lines.append(
          "  event \(example.sequence) at \(example.time): \(call) by \(example.call.caller) with \(example.grantName): "
            + "\(example.turn.before.rawValue) -> \(example.turn.after.rawValue), \(example.reason)")
      }
    }
    if report.notReplayableCalls > 0 {
      let facts = report.notReplayable.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.key) \(Printable.count($0.value))" }.joined(separator: ", ")
      lines.append(
        "\(Printable.count(report.notReplayableCalls)) are not replayable: they depend on what the log does not hold (\(facts))."
      )
    }
    if report.withoutGrant > 0 {
      lines.append("\(Printable.count(report.withoutGrant)) were made with grants that are gone.")
    }
    return lines.map { Printable.text($0) }.joined(separator: "\n")
  }

  private static func turns(_ report: ReplayReport) -> [ReplayReport.Turn] {
    report.turns.keys.sorted { ($0.before.rawValue, $0.after.rawValue) < ($1.before.rawValue, $1.after.rawValue) }
  }

  private static func tallies(_ words: String, _ tallies: [ReplayReport.Tally]) -> [String] {
    guard !tallies.isEmpty else { return [] }
    let shown = tallies.prefix(8).map { "\($0.name) \(Printable.count($0.calls))" }.joined(separator: ", ")
    return ["  \(words): \(shown)\(tallies.count > 8 ? ", and \(tallies.count - 8) more" : "")"]
  }

  static func json(_ report: ReplayReport, since: Timestamp) -> JSON {
    [
      "since": JSON(since), "calls": JSON(report.calls), "changed": JSON(report.changed),
      "unchanged": JSON(report.unchanged), "not_replayable": JSON(report.notReplayableCalls),
      "without_grant": JSON(report.withoutGrant),
      "changes": .array(
        turns(report).map { turn in
          [
            "before": .string(turn.before.rawValue), "after": .string(turn.after.rawValue),
            "calls": JSON(report.turns[turn] ?? 0),
          ]
        }),
      "callers": tallies("caller", report.callers), "grants": tallies("grant_name", report.grants),
      "missing_facts": .array(
        report.notReplayable.sorted { $0.key < $1.key }.map { ["fact": .string($0.key), "calls": JSON($0.value)] }),
      "examples": .array(
        report.examples.map { example in
          [
            "sequence": JSON(example.sequence), "time": JSON(example.time), "caller": .string(example.call.caller),
            "grant_name": .string(example.grantName), "method": .string(example.call.method),
            "host": .string(example.call.host), "path": .string(example.call.path),
            "before": .string(example.turn.before.rawValue), "after": .string(example.turn.after.rawValue),
            "reason": .string(example.reason),
          ]
        }),
    ]
  }

  private static func tallies(_ key: String, _ tallies: [ReplayReport.Tally]) -> JSON {
    .array(tallies.map { .object([(key, .string($0.name)), ("calls", JSON($0.calls))]) })
  }
}
