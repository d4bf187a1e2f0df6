internal import Screen

/// What the rows of panes, details and dialogs are made of.
extension Frame {
  /// The column at which a form's values begin, counted from the inside of its box.
  static let valueColumn = 15

  /// A text at the right end of a row, shortened to what `after` columns leave; nothing when that is too little.
  mutating func right(_ text: String, in rect: Rect, after: Int = 0, style: Style = .dim) {
    let room = rect.columns - after - (after > 0 ? 2 : 0)
    guard room >= min(8, TextWidth.columns(of: text)), room > 0 else { return }
    let short = TextWidth.shortened(text, columns: room)
    let column = rect.endColumn - TextWidth.columns(of: short)
    write(short, at: Position(column: column, row: rect.row), style: style)
  }

  /// A text over as many rows as it needs; returns how many rows it took.
  @discardableResult
  mutating func paragraph(
    _ text: String, in rect: Rect, at row: Int, indent: Int = 2, style: Style = .text
  ) -> Int {
    let lines = TextWidth.wrap(text, columns: rect.columns - indent - 1)
    for (index, line) in lines.enumerated() where row + index < rect.rows {
      write(
        line, at: Position(column: rect.column + indent, row: rect.row + row + index), style: style,
        width: rect.columns - indent)
    }
    return lines.count
  }

  /// The bar of a selected row or a focused field: `▌`, then reverse video; the hardware cursor stands on it.
  mutating func bar(_ rect: Rect, hasCursor: Bool = true) {
    guard !rect.isEmpty else { return }
    restyle(rect) { style in
      // One look for the whole bar: reversed roles would make a patchwork of it.
      style.isReversed = true
      style.role = .selected
    }
    write("▌", at: rect.origin, style: Style(.accent))
    if hasCursor { cursor = rect.origin }
  }
}

/// A value that is not to be seen: always of the same length, whatever it hides.
enum Mask {
  static let text = String(repeating: "•", count: 16)
}
