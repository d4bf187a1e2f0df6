internal import Screen

/// Boxes whose titles lie in the border: name on the left, the news on the right.
extension Frame {
  /// A box; a focused one has a heavy title line and a bold name. Returns nothing: the inside is `rect` inset by one.
  mutating func box(_ rect: Rect, title: String, note: String = "", isFocused: Bool = false) {
    guard rect.columns >= 2, rect.rows >= 2 else { return }
    let sides = Style(.border)
    for row in rect.row + 1..<rect.endRow - 1 {
      write("│", at: Position(column: rect.column, row: row), style: sides)
      write("│", at: Position(column: rect.endColumn - 1, row: row), style: sides)
    }
    titleLine(rect.top(1), ends: isFocused ? ("┍", "┑") : ("┌", "┐"), title: title, note: note, isFocused: isFocused)
    titleLine(
      Rect(column: rect.column, row: rect.endRow - 1, columns: rect.columns, rows: 1), ends: ("└", "┘"), title: "")
  }

  /// A line across a box where the subject changes: `├─ title ───── note ─┤`.
  mutating func divider(_ rect: Rect, row: Int, title: String = "", note: String = "", isFocused: Bool = false) {
    titleLine(
      Rect(column: rect.column, row: row, columns: rect.columns, rows: 1), ends: isFocused ? ("┝", "┥") : ("├", "┤"),
      title: title, note: note, isFocused: isFocused)
  }

  /// One title line with its two ends.
  mutating func titleLine(
    _ rect: Rect, ends: (String, String), title: String, note: String = "", isFocused: Bool = false
  ) {
    guard rect.columns >= 2 else { return }
    let line: Character = isFocused ? "━" : "─"
    let style = Style(isFocused ? .borderFocus : .border)
    fill(rect.inset(columns: 1), with: line, style: style)
    write(ends.0, at: rect.origin, style: style)
    write(ends.1, at: Position(column: rect.endColumn - 1, row: rect.row), style: style)

    // The name may take what the news leaves; where there is room for one only, the name wins.
    let room = rect.columns - 6
    guard room > 0 else { return }
    let noteColumns = note.isEmpty ? 0 : min(TextWidth.columns(of: note), room)
    let titleRoom = max(min(TextWidth.columns(of: title), room), 0)
    if !title.isEmpty {
      let short = TextWidth.shortened(title, columns: titleRoom)
      let at = Position(column: rect.column + 2, row: rect.row)
      write(" \(short) ", at: at, style: isFocused ? Style(.accent, bold: true) : Style(.text))
    }
    let free = room - (title.isEmpty ? 0 : titleRoom + 3)
    guard noteColumns > 0, free >= 3 else { return }
    let short = TextWidth.shortened(note, columns: min(noteColumns, free))
    let start = rect.endColumn - 4 - TextWidth.columns(of: short)
    write(" \(short) ", at: Position(column: start, row: rect.row), style: .text)
  }
}
