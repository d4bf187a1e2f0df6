internal import Domain
internal import Screen

/// Rows in columns as wide as their widest cell; the last column is never padded.
struct Table {
  private var rows: [[String]]

  init(_ heads: [String]?) { rows = heads.map { [$0] } ?? [] }

  mutating func add(_ cells: [String]) { rows.append(cells.map { Printable.text($0.isEmpty ? "-" : $0) }) }

  var text: String { Self.lines(rows).joined(separator: "\n") }

  /// Names in front of values, as a detail is printed; what is empty is left out.
  static func details(_ pairs: [(String, String)]) -> String {
    lines(pairs.filter { !$0.1.isEmpty }.map { [$0.0, Printable.text($0.1)] }).joined(separator: "\n")
  }

  private static func lines(_ rows: [[String]]) -> [String] {
    var widths = [Int](repeating: 0, count: rows.map(\.count).max() ?? 0)
    for row in rows {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], TextWidth.columns(of: cell)) }
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let isLast = column == row.count - 1
        return isLast ? cell : cell + String(repeating: " ", count: widths[column] - TextWidth.columns(of: cell))
      }.joined(separator: "  ")
    }
  }
}
