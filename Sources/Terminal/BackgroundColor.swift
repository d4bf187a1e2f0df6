/// Whether text stands on dark or on light.
public enum BackgroundColor {
  /// The answer to OSC 11, `11;rgb:RRRR/GGGG/BBBB` with one to four digits each; nil when it is none.
  static func isDark(answer: Span<UInt8>) -> Bool? {
    var text = ""
    for index in 0..<min(answer.count, 64) { text.unicodeScalars.append(Unicode.Scalar(answer[index])) }
    guard text.hasPrefix("11;rgb") else { return nil }
    let channels = text.drop { $0 != ":" }.dropFirst().split(separator: "/")
    guard channels.count >= 3 else { return nil }
    let levels = channels.prefix(3).compactMap { digits -> Double? in
      guard (1...4).contains(digits.count), let value = UInt32(digits, radix: 16) else { return nil }
      return Double(value) / Double((1 << (4 * digits.count)) - 1)
    }
    guard levels.count == 3 else { return nil }
    // Luma as in ITU-R BT.601, which is near enough for one bit.
    return 0.299 * levels[0] + 0.587 * levels[1] + 0.114 * levels[2] < 0.5
  }

  /// `COLORFGBG`, `foreground;background` (rxvt, Konsole): colours 7 and 9 to 15 are light. Nil when it says nothing.
  public static func isDark(colorFGBG: String?) -> Bool? {
    guard let last = colorFGBG?.split(separator: ";").last, let color = Int(last) else { return nil }
    return !(color == 7 || (9...15).contains(color))
  }
}
