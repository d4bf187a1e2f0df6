/// Times as people write them in the configuration.
enum Duration {
  /// Seconds of `90 s`, `15 min`, `2h`, `1 day`; nil when it is none of that.
  static func seconds(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let amount = Int64(digits), amount >= 0 else { return nil }
    let unit: Int64? =
      switch String(text.dropFirst(digits.count).drop { $0 == " " }).lowercased() {
      case "s", "sec", "second", "seconds": 1
      case "m", "min", "minute", "minutes": 60
      case "h", "hour", "hours": 3600
      case "d", "day", "days": 86_400
      default: nil
      }
    guard let unit else { return nil }
    let (seconds, overflow) = amount.multipliedReportingOverflow(by: unit)
    return overflow ? nil : seconds
  }
}
