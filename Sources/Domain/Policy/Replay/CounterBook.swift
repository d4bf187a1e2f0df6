/// Counts of calls kept in memory, for decisions about what is past.
struct CounterBook {
  private var steps: [CounterKey: [Int64: Int64]] = [:]

  func counts(_ queries: [CounterQuery]) -> [CounterKey: Int64] {
    var counts: [CounterKey: Int64] = [:]
    for query in queries {
      counts[query.key] = (steps[query.key] ?? [:]).reduce(0) { sum, step in
        step.key >= query.steps.first && step.key <= query.steps.current ? sum + step.value : sum
      }
    }
    return counts
  }

  mutating func count(_ queries: [CounterQuery]) {
    for query in queries {
      var counted = steps[query.key] ?? [:]
      counted[query.steps.current, default: 0] += 1
      if counted.count > 64 { counted = counted.filter { $0.key >= query.steps.first } }
      steps[query.key] = counted
    }
  }
}
