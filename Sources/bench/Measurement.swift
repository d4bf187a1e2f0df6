/// A series of durations, told by its median.
struct Measurement {
  let name: String
  private(set) var durations: [Duration] = []

  init(_ name: String) { self.name = name }

  mutating func add(_ duration: Duration) { durations.append(duration) }

  mutating func timeBlocking(_ body: () throws -> Void) rethrows {
    let start = ContinuousClock.now
    try body()
    add(ContinuousClock.now - start)
  }

  mutating func time(_ body: () async throws -> Void) async rethrows {
    let start = ContinuousClock.now
    try await body()
    add(ContinuousClock.now - start)
  }

  var median: Duration { quantile(50) }

  func quantile(_ hundredths: Int) -> Duration { durations.sorted()[(durations.count - 1) * hundredths / 100] }

  func report(goal: Duration? = nil) { Report.line(name, median, goal: goal) }
}
