/// A picture of the screen: a grid of cells and the place of the hardware cursor. A value; views draw it, tests compare
/// its ``lines``, the terminal paints what differs from the frame before.
public struct Frame: Sendable, Equatable {
  public let size: Size
  /// Where the hardware cursor stands, so that screen readers and magnifiers follow; nil hides it.
  public var cursor: Position?
  private var cells: [Cell]

  public init(size: Size) {
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    cells = Array(repeating: .blank, count: self.size.columns * self.size.rows)
  }

  /// The cell there; a blank outside the frame.
  public subscript(position: Position) -> Cell {
    contains(position) ? cells[index(position)] : .blank
  }

  /// The cells of one row.
  public func row(_ row: Int) -> ArraySlice<Cell> { cells[row * size.columns..<(row + 1) * size.columns] }

  /// Writes one line of text, clipped at the frame and at `width` columns; text that is longer ends in `…`.
  public mutating func write(_ text: String, at position: Position, style: Style = .text, width: Int? = nil) {
    guard position.row >= 0, position.row < size.rows else { return }
    let room = min(width ?? .max, size.columns - position.column)
    guard room > 0 else { return }
    var column = position.column
    let end = column + room
    for character in TextWidth.shortened(text, columns: room) {
      Glyphs.forEach(of: character) { glyph in
        if column >= 0, column + glyph.columns <= end { put(glyph, column: column, row: position.row, style: style) }
        column += glyph.columns
      }
    }
  }

  /// Fills a rectangle with a character of one column.
  public mutating func fill(_ rect: Rect, with character: Character, style: Style) {
    let rect = rect.intersection(Rect(size))
    guard !rect.isEmpty else { return }
    Glyphs.forEach(of: character) { glyph in
      guard glyph.columns == 1 else { return }
      for row in rect.row..<rect.endRow {
        for column in rect.column..<rect.endColumn { put(glyph, column: column, row: row, style: style) }
      }
    }
  }

  /// Changes the style of every cell of a rectangle and leaves the text.
  public mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
    let rect = rect.intersection(Rect(size))
    guard !rect.isEmpty else { return }
    for row in rect.row..<rect.endRow {
      for column in rect.column..<rect.endColumn { change(&cells[row * size.columns + column].style) }
    }
  }

  /// One string a row, with trailing blanks; a wide glyph stands once.
  public var lines: [String] {
    (0..<size.rows).map { row($0).reduce(into: "") { $0 += $1.text } }
  }

  /// The frame for a terminal or a font that has ASCII only.
  public func asciiBorders() -> Frame {
    var frame = self
    for index in frame.cells.indices where frame.cells[index].text.utf8.count > 1 {
      if let plain = ASCIIGlyphs.plain[frame.cells[index].text] { frame.cells[index].text = plain }
    }
    return frame
  }

  private func contains(_ position: Position) -> Bool {
    position.column >= 0 && position.column < size.columns && position.row >= 0 && position.row < size.rows
  }

  private func index(_ position: Position) -> Int { position.row * size.columns + position.column }

  private mutating func put(_ glyph: Glyphs.Glyph, column: Int, row: Int, style: Style) {
    let index = row * size.columns + column
    // The other half of a wide glyph that is overwritten would stay behind as half a character.
    if cells[index].text.isEmpty, column > 0 { cells[index - 1].text = " " }
    let last = index + glyph.columns
    if column + glyph.columns < size.columns, cells[last].text.isEmpty { cells[last].text = " " }
    cells[index] = Cell(text: glyph.text, style: style)
    if glyph.columns == 2 { cells[index + 1] = Cell(text: "", style: style) }
  }
}
