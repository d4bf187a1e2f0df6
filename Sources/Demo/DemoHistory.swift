internal import Domain

/// Believable events: working hours busier than nights, mostly good answers, some refusals, now and then a failure.
///
/// What was allowed or denied, by which rule, is asked of the same decision that real calls get. The same calls come
/// out at every start, at other times.
struct DemoHistory {
  /// A call that happens again and again, with what is decided of it.
  private struct Habit {
    let call: DemoCall
    let grant: Grant
    let secret: Secret
    let url: CanonicalURL
    let decision: Decision
  }

  private typealias Entry = (event: AuditEvent, time: Timestamp)

  private let habits: [Habit]
  private let totalWeight: Int
  private var random = SplitMix(seed: 20)

  init(grants: [Grant], secrets: [Secret], policies: [Policy], now: Timestamp) throws {
    var habits: [Habit] = []
    for call in DemoCall.all {
      guard let grant = grants.first(where: { $0.name == call.grant }),
        let secret = secrets.first(where: { $0.id == grant.sourceID }), let origin = secret.binding.origins.first
      else { continue }
      let query = call.queryKeys.isEmpty ? nil : call.queryKeys.map { "\($0)=1" }.joined(separator: "&")
      let url = try CanonicalURL(origin: origin, path: call.path, query: query)
      let decision = Decision.decide(
        method: call.method, url: url, grant: grant, source: .secret(secret), policies: policies, now: now)
      habits.append(Habit(call: call, grant: grant, secret: secret, url: url, decision: decision))
    }
    self.habits = habits
    totalWeight = habits.reduce(0) { $0 + $1.call.weight }
  }

  /// `count` events in order of time, all between two moments; every intent has its outcome.
  mutating func events(
    _ count: Int, from start: Timestamp, to end: Timestamp
  ) -> [(event: AuditEvent, time: Timestamp)] {
    var entries: [Entry] = []
    while entries.count < count {
      let habit = nextHabit()
      let time = moment(from: start, to: end)
      let pair = exchange(of: habit, at: time)
      if entries.count + pair.count <= count { entries += pair }
    }
    return entries.sorted { $0.time < $1.time }
  }

  private mutating func nextHabit() -> Habit {
    var place = Int.random(in: 0..<totalWeight, using: &random)
    for habit in habits {
      place -= habit.call.weight
      if place < 0 { return habit }
    }
    return habits[0]
  }

  private mutating func moment(from start: Timestamp, to end: Timestamp) -> Timestamp {
    // Outcomes end up to half a second later.
    let last = end.microseconds - 500_000
    while true {
      let time = Timestamp(microseconds: Int64.random(in: start.microseconds..<last, using: &random))
      let hour = time.seconds % 86_400 / 3600
      let isWeekend = (time.seconds / 86_400 + 3) % 7 > 4
      let busyness = ((7...18).contains(hour) ? 10 : 2) / (isWeekend ? 2 : 1)
      if Int.random(in: 0..<10, using: &random) < busyness { return time }
    }
  }

  private mutating func exchange(of habit: Habit, at time: Timestamp) -> [Entry] {
    let (call, decision) = (habit.call, habit.decision)
    let isAllowed = decision.verdict == .allow
    var event = AuditEvent(
      kind: isAllowed ? .intent : .denied, requestID: Identifier(), caller: call.caller,
      pid: Int32.random(in: 900...60_000, using: &random), principal: habit.grant.principal.description,
      grantID: habit.grant.id, subject: habit.grant.name, provider: habit.secret.provider,
      credentialKind: habit.secret.kind, method: call.method, host: habit.url.origin.authority, path: habit.url.path,
      queryKeys: habit.url.queryKeys, decision: decision.verdict.rawValue, rule: decision.decider.description,
      reason: decision.reason)
    guard isAllowed else { return [(event, time)] }
    let intent = event
    event.kind = .outcome
    (event.decision, event.rule, event.reason) = ("", "", "")
    let duration = Int64.random(in: 40...420, using: &random)
    event.milliseconds = duration
    switch Int.random(in: 0..<1000, using: &random) {
    case ..<4: event.reason = "\(habit.url.origin.host) cannot be reached: the connection timed out"
    case ..<12: event.status = 500
    case ..<20: event.status = 429
    case ..<35: event.status = 404
    default: event.status = call.method == "POST" ? 201 : 200
    }
    event.bytesIn = event.status == nil ? 0 : Int64.random(in: 120...18_000, using: &random)
    event.bytesOut = call.method == "GET" ? 0 : Int64.random(in: 60...1_400, using: &random)
    return [(intent, time), (event, Timestamp(microseconds: time.microseconds + duration * 1000))]
  }
}

/// Random numbers that a seed determines (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
private struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
