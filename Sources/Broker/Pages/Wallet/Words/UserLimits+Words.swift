internal import Domain

extension UserLimits {
  /// What the user said, a sentence each; empty when nothing is limited.
  var inWords: [String] {
    var sentences: [String] = []
    if asksFirst { sentences.append("You are asked before every call.") }
    if !methods.isEmpty {
      let kinds = MethodGroup.allCases.filter { $0.isAllowed(by: methods) }.map(\.inWords)
      sentences.append("It may only \(Self.list(kinds)).")
    }
    if let hours {
      let days = hours.days.count == 7 ? "every day" : "on \(Self.list(hours.days.map { WeekDay.names[$0] }))"
      sentences.append(
        "It may only be used \(days), \(hours.hoursText.replacing("-", with: " to ")), \(hours.zone) time.")
    }
    return sentences
  }

  private static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "do nothing" }
    return "\(words.dropLast().joined(separator: ", ")) and \(last)"
  }
}

/// Days of the week, Monday first, as in a ``TimeWindow``.
enum WeekDay {
  static let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
}

/// HTTP's methods as people think of them (RFC 9110, section 9).
enum MethodGroup: String, CaseIterable {
  case read, create, change, delete

  var methods: [String] {
    switch self {
    case .read: ["GET", "HEAD"]
    case .create: ["POST"]
    case .change: ["PUT", "PATCH"]
    case .delete: ["DELETE"]
    }
  }

  var inWords: String {
    switch self {
    case .read: "read"
    case .create: "create and send"
    case .change: "change"
    case .delete: "delete"
    }
  }

  var explained: String {
    switch self {
    case .read: "Read"
    case .create: "Create and send"
    case .change: "Change what is there"
    case .delete: "Delete"
    }
  }

  /// Whether the whole group is allowed; no methods are any.
  func isAllowed(by methods: [String]) -> Bool { methods.isEmpty || self.methods.allSatisfy(methods.contains) }
}
