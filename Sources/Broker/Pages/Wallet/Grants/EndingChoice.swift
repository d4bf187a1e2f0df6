internal import Domain

/// An end that needs no date to be typed.
enum EndingChoice: Hashable {
  case days(Int64)
  /// As late as the application allows.
  case latest(Timestamp)
  /// Not by itself, where the application sets no bound.
  case never

  private static let usual: [Int64] = [1, 7, 30, 90, 365]

  static func offered(until latest: Timestamp?, at now: Timestamp) -> [EndingChoice] {
    let days = usual.filter { days in latest.map { now.adding(seconds: days * 86_400) < $0 } ?? true }
    return days.map { .days($0) } + [latest.map { .latest($0) } ?? .never]
  }

  var value: String {
    switch self {
    case .days(let days): "\(days)"
    case .latest: "latest"
    case .never: "never"
    }
  }

  /// What a form chose; nil for what it was not offered.
  init?(_ value: String, until latest: Timestamp?) {
    switch (value, latest) {
    case ("latest", let latest?): self = .latest(latest)
    case ("never", nil): self = .never
    default:
      guard let days = Int64(value), Self.usual.contains(days) else { return nil }
      self = .days(days)
    }
  }

  func end(at now: Timestamp) -> Timestamp? {
    switch self {
    case .days(let days): now.adding(seconds: days * 86_400)
    case .latest(let time): time
    case .never: nil
    }
  }

  func inWords(at now: Timestamp) -> String {
    switch self {
    case .days(1): "In 1 day"
    case .days(365): "In 1 year"
    case .days(let days): "In \(days) days"
    case .latest(let time): "As late as allowed, \(PageTime.day(time))"
    case .never: "Not by itself"
    }
  }
}
