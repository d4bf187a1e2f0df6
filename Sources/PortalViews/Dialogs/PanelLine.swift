internal import Screen

/// One line of a dialog before it has a place: pieces of text at columns of the dialog's inside.
struct PanelLine {
  struct Piece {
    var text: String
    var style: Style = .text
    /// Columns from the left edge of the inside; for a piece on the right, columns left free at its end.
    var column: Int
    /// Columns it may take; nil up to the right edge.
    var width: Int?
    var isRight = false
  }

  /// The bar of a focused field, row or button.
  struct Bar {
    /// The bar's own column.
    var column: Int
    /// Columns in reverse video, the bar included.
    var columns: Int
    /// Where the hardware cursor stands; nil for on the bar.
    var cursor: Int?
  }

  var pieces: [Piece] = []
  /// A line across the dialog; the first piece is its title, a right one its note.
  var isRule = false
  /// A focused line is kept in view.
  var bar: Bar?

  static let empty = PanelLine()
  /// Text begins here; the bar stands one column before.
  static let textColumn = 2
  /// Values begin here, in every dialog.
  static let valueColumn = Frame.valueColumn

  static func text(_ text: String, _ style: Style = .text, at column: Int = textColumn) -> PanelLine {
    PanelLine(pieces: [Piece(text: text, style: style, column: column)])
  }

  /// Name in dim letters, value plain, reason or alternative dim on the right.
  static func pair(
    _ name: String, _ value: String, note: String = "", style: Style = .text, noteStyle: Style = .dim
  ) -> PanelLine {
    var line = PanelLine()
    line.pieces.append(Piece(text: name, style: .dim, column: textColumn, width: valueColumn - textColumn - 1))
    line.pieces.append(Piece(text: value, style: style, column: valueColumn))
    if !note.isEmpty { line.pieces.append(Piece(text: note, style: noteStyle, column: 0, isRight: true)) }
    return line
  }

  static func rule(_ title: String = "", note: String = "") -> PanelLine {
    var line = PanelLine(isRule: true)
    line.pieces.append(Piece(text: title, column: 0))
    if !note.isEmpty { line.pieces.append(Piece(text: note, column: 0, isRight: true)) }
    return line
  }

  /// The same text on as many lines as it needs, a name before the first.
  static func wrapped(
    _ name: String = "", _ text: String, columns: Int, style: Style = .text, at column: Int? = nil
  ) -> [PanelLine] {
    let column = column ?? (name.isEmpty ? textColumn : valueColumn)
    return TextWidth.wrap(text, columns: max(8, columns - column - 1)).enumerated().map { index, part in
      var line = PanelLine.text(part, style, at: column)
      if index == 0, !name.isEmpty {
        line.pieces.insert(Piece(text: name, style: .dim, column: textColumn, width: column - textColumn - 1), at: 0)
      }
      return line
    }
  }
}
