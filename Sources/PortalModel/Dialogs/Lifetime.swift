internal import Domain

/// How long something lasts, as people type it.
enum Lifetime {
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// The end of `2h`, `30d` or a date; nil for an empty text, which means never.
  static func end(_ text: String, now: Timestamp) throws(Problem) -> Timestamp? {
    let text = text.filter { !$0.isWhitespace }
    if text.isEmpty { return nil }
    let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    let end: Timestamp
    if let unit = text.last.flatMap({ units[$0] }), let amount = Int64(text.dropLast()), (1...100_000) ~= amount {
      end = now.adding(seconds: amount * unit)
    } else if let date = Timestamp(text) {
      end = date
    } else {
      throw Problem(description: "write 2h, 30d or 2027-01-31")
    }
    guard end > now else { throw Problem(description: "this is in the past") }
    return end
  }
}
