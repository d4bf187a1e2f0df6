public import Screen

/// What stands beside the list: two columns, texts, code, in sections with titles of their own.
public struct Detail: Sendable, Equatable {
  public struct Section: Sendable, Equatable {
    public var title = ""
    public var note = ""
    public var rows: [Row]
  }

  public enum Row: Sendable, Equatable {
    case pair(String, String, PaneRow.Mood = .plain)
    case text(String, PaneRow.Mood = .plain)
    /// A key and what it does, in the empty states.
    case key(String, String, PaneRow.Mood = .plain)
    /// A line of a program, never wrapped.
    case code(String)
    case blank
  }

  public var title: String
  public var note = ""
  public var sections: [Section]

  /// The column of the values, counted from the inside of the box.
  public static let valueColumn = 13
  /// The column of the texts beside a key.
  public static let keyColumn = 6

  /// One line on the screen.
  public enum Line: Sendable, Equatable {
    case rule(title: String, note: String)
    case pair(name: String, value: String, PaneRow.Mood)
    case text(String, PaneRow.Mood)
    case key(String, String, PaneRow.Mood)
    case code(String)
    case blank
  }

  /// The lines for a box with so much room inside; where they do not fit, the empty ones go first.
  public func lines(in size: Size) -> [Line] {
    let columns = size.columns
    var lines: [Line] = []
    for (index, section) in sections.enumerated() {
      if index > 0 { lines.append(.rule(title: section.title, note: section.note)) }
      lines.append(.blank)
      for row in section.rows { lines += Self.lines(of: row, columns: columns) }
      lines.append(.blank)
    }
    if lines.last == .blank { lines.removeLast() }
    while lines.count > size.rows, let empty = lines.lastIndex(of: .blank) { lines.remove(at: empty) }
    return lines
  }

  private static func lines(of row: Row, columns: Int) -> [Line] {
    switch row {
    case .pair(let name, let value, let mood):
      TextWidth.wrap(value, columns: columns - valueColumn - 1).enumerated().map { index, line in
        .pair(name: index == 0 ? name : "", value: line, mood)
      }
    case .key(let key, let text, let mood):
      TextWidth.wrap(text, columns: columns - keyColumn - 1).enumerated().map { index, line in
        .key(index == 0 ? key : "", line, mood)
      }
    case .text(let text, let mood): TextWidth.wrap(text, columns: columns - 3).map { .text($0, mood) }
    case .code(let text): [.code(text)]
    case .blank: [.blank]
    }
  }
}
