/// The table: what, the median, its goal, and whether it is met.
enum Report {
  static func heading() {
    print(padded("what", 58) + padded("median", 11, left: true) + padded("goal", 11, left: true))
  }

  static func line(_ name: String, _ duration: Duration, goal: Duration? = nil) {
    line(name, text(duration), goal: goal.map(text), isMet: goal.map { duration <= $0 })
  }

  static func line(_ name: String, _ number: Int, _ unit: String, goal: Int) {
    line(name, "\(number) \(unit)", goal: "\(goal) \(unit)", isMet: number <= goal)
  }

  /// A line of its own.
  static func text(_ line: String) { print(line) }

  /// One run of the load generator.
  static func load(_ name: String, _ result: Wrk.Result, ratio: Double) {
    let hundredths = "\((ratio * 100).rounded() / 100)"
    print(
      padded(name, 42) + padded("\(Int(result.perSecond))/s", 10, left: true) + padded(hundredths, 7, left: true)
        + padded(text(result.p50), 11, left: true) + padded(text(result.p99), 11, left: true)
        + (result.failures == 0 ? "" : "  \(result.failures) failed"))
  }

  static func note(_ name: String, _ reason: String) { print(padded(name, 58) + "  \(reason)") }

  private static func line(_ name: String, _ value: String, goal: String?, isMet: Bool?) {
    let verdict = isMet.map { $0 ? "  met" : "  MISSED" } ?? ""
    print(padded(name, 58) + padded(value, 11, left: true) + padded(goal ?? "", 11, left: true) + verdict)
  }

  private static func text(_ duration: Duration) -> String {
    let nanoseconds = duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
    if nanoseconds.magnitude < 1_000_000 { return tenths(nanoseconds, 1000) + " µs" }
    return tenths(nanoseconds, 1_000_000) + " ms"
  }

  private static func tenths(_ number: Int64, _ unit: Int64) -> String {
    let rounded = (number.magnitude * 10 + UInt64(unit) / 2) / UInt64(unit)
    return "\(number < 0 ? "-" : "")\(rounded / 10).\(rounded % 10)"
  }

  private static func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return left ? blanks + text : text + blanks
  }
}
