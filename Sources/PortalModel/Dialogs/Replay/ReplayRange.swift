internal import Domain

/// How far back calls are replayed.
public enum ReplayRange: Int64, Sendable, CaseIterable {
  case week = 7
  case month = 30
  case quarter = 90
  case all = 0

  /// `30 days`, as one of several choices.
  public var word: String { self == .all ? "all" : "\(rawValue) days" }

  /// `the last 30 days`, in a sentence.
  public var inWords: String { self == .all ? "the whole log" : "the last \(word)" }

  /// What `--since` takes.
  var option: String { self == .all ? "1970-01-01" : "\(rawValue)d" }

  var key: Character {
    switch self {
    case .week: "7"
    case .month: "3"
    case .quarter: "9"
    case .all: "a"
    }
  }

  func start(before now: Timestamp) -> Timestamp {
    self == .all ? Timestamp(microseconds: 0) : now.adding(seconds: -rawValue * 86_400)
  }
}
