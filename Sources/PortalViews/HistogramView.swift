internal import Domain
internal import PortalModel
internal import Screen

/// The calls of the log over time. Denials have a line of bars with a scale of their own, so that they are seen without
/// colour and are never drowned by the calls.
enum HistogramView {
  /// Columns for the names on the left and the numbers on the right.
  private static let left = 9
  private static let right = 18

  static func bars(in rect: Rect) -> Int { max(1, rect.columns - left - right) }

  static func draw(_ histogram: Histogram, in rect: Rect, _ frame: inout Frame) {
    guard rect.rows >= 5, rect.columns >= 60 else { return }
    let start = rect.column + left
    let most = histogram.calls.max() ?? 0
    frame.write(rightAligned(most, left - 3), at: Position(column: rect.column + 1, row: rect.row), style: .dim)
    frame.write("calls", at: Position(column: rect.column + 2, row: rect.row + 2), style: .dim)
    frame.write("deny", at: Position(column: rect.column + 2, row: rect.row + 3), style: .dim)
    for (index, count) in histogram.calls.enumerated() {
      for level in 0..<3 {
        let text = bar(count, of: most, level: 2 - level, levels: 3)
        frame.write(text, at: Position(column: start + index, row: rect.row + level), style: Style(.accent))
      }
      let denied = bar(histogram.denied[index], of: histogram.denied.max() ?? 0, level: 0, levels: 1)
      frame.write(denied, at: Position(column: start + index, row: rect.row + 3), style: Style(.bad))
    }
    axis(histogram, from: start, row: rect.row + 4, &frame)
    numbers(histogram, in: rect, &frame)
  }

  /// An eighth of a row is the smallest step; anything above zero is seen.
  private static func bar(_ count: Int, of most: Int, level: Int, levels: Int) -> String {
    guard count > 0, most > 0 else { return " " }
    let eighths = max(1, count * 8 * levels / most) - level * 8
    return eighths <= 0 ? " " : String(Array("▁▂▃▄▅▆▇█")[min(eighths, 8) - 1])
  }

  private static func axis(_ histogram: Histogram, from start: Int, row: Int, _ frame: inout Frame) {
    let bars = histogram.calls.count
    for index in stride(from: 0, to: bars - 11, by: 12) {
      let time = histogram.start.adding(seconds: Int64(index) * histogram.secondsPerBar)
      // Bars of a day and more have dates under them, of a minute and more no seconds.
      let text =
        histogram.secondsPerBar >= 21_600
        ? String(time.localDate.dropFirst(5))
        : histogram.secondsPerBar >= 60 ? String(time.localTime.dropLast(3)) : time.localTime
      frame.write(text, at: Position(column: start + index, row: row), style: .dim)
    }
    frame.write("now", at: Position(column: start + bars - 3, row: row), style: .dim)
  }

  private static func numbers(_ histogram: Histogram, in rect: Rect, _ frame: inout Frame) {
    let lines = [
      ("p50", histogram.median.map { Printable.duration(milliseconds: $0) } ?? "-"),
      ("p95", histogram.slowest.map { Printable.duration(milliseconds: $0) } ?? "-"),
      ("errors", histogram.errorPercent.map { "\($0) %" } ?? "-"),
      ("each", width(histogram.secondsPerBar)),
    ]
    for (row, (name, value)) in lines.enumerated() {
      let column = rect.endColumn - right + 2
      frame.write(name, at: Position(column: column, row: rect.row + row), style: .dim)
      frame.right(value, in: Rect(column: column, row: rect.row + row, columns: right - 4, rows: 1), style: .text)
    }
  }

  private static func width(_ seconds: Int64) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min"
    case ..<86_400: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }

  private static func rightAligned(_ number: Int, _ width: Int) -> String {
    let text = Printable.count(number)
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
