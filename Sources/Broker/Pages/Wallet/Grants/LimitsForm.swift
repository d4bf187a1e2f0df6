internal import Domain

/// The form of a user's limits: what was saved, or what was typed and could not be.
struct LimitsForm {
  var groups: Set<MethodGroup>
  var asksFirst: Bool
  var hasHours: Bool
  var days: Set<Int>
  /// `09:00`, as a time field has it (HTML Standard, section 2.3.5.3).
  var from: String
  var to: String
  var zone: String

  init(_ limits: UserLimits?, zone machine: String) {
    groups = Set(MethodGroup.allCases.filter { $0.isAllowed(by: limits?.methods ?? []) })
    asksFirst = limits?.asksFirst ?? false
    let hours = limits?.hours
    hasHours = hours != nil
    days = Set(hours?.days ?? Array(0..<5))
    let times = hours?.hoursText.split(separator: "-").map(String.init) ?? ["09:00", "17:00"]
    (from, to) = (times[0], times[1] == "24:00" ? "00:00" : times[1])
    zone = hours?.zone ?? machine
  }

  init(_ fields: FormFields) {
    groups = Set(fields.values("may").compactMap { MethodGroup(rawValue: $0) })
    asksFirst = fields.value("ask") != nil
    hasHours = fields.value("hours") != nil
    days = Set(fields.values("day").compactMap { Int($0) }.filter { (0..<7).contains($0) })
    (from, to) = (fields.value("from") ?? "", fields.value("to") ?? "")
    zone = (fields.value("zone") ?? "").filter { $0 != " " }
  }

  /// What is to be mended, and where.
  struct Mistake: Error {
    enum Place: String { case may, day, time, zone }

    let place: Place
    let text: String
  }

  func methods() throws(Mistake) -> [String] {
    guard !groups.isEmpty else {
      throw Mistake(place: .may, text: "Choose at least one. To allow nothing at all, end the connection.")
    }
    return groups.count == MethodGroup.allCases.count
      ? [] : MethodGroup.allCases.filter(groups.contains).flatMap(\.methods)
  }

  func hours() throws(Mistake) -> TimeWindow? {
    guard hasHours else { return nil }
    guard !days.isEmpty else { throw Mistake(place: .day, text: "Choose at least one day.") }
    // Some browsers send seconds too.
    guard let times = TimeWindow.hours("\(from.prefix(5))-\(to.prefix(5))") else {
      throw Mistake(place: .time, text: "Give two times that differ, such as 09:00 and 17:00.")
    }
    guard ZoneSource.system.zone(zone) != nil,
      let window = TimeWindow(days: days, start: times.start, end: times.end, zone: zone)
    else { throw Mistake(place: .zone, text: "Choose a time zone of the list, such as Europe/Berlin.") }
    return window
  }
}
