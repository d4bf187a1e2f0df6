/// A part of the screen in cells, zero-based.
public struct Rect: Hashable, Sendable {
  public var column: Int
  public var row: Int
  public var columns: Int
  public var rows: Int

  public init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  /// The whole of a screen.
  public init(_ size: Size) { self.init(column: 0, row: 0, columns: size.columns, rows: size.rows) }

  public var origin: Position { Position(column: column, row: row) }
  public var size: Size { Size(columns: columns, rows: rows) }
  /// The first column to the right of it.
  public var endColumn: Int { column + columns }
  /// The first row below it.
  public var endRow: Int { row + rows }
  public var isEmpty: Bool { columns == 0 || rows == 0 }

  public func contains(_ position: Position) -> Bool {
    position.column >= column && position.column < endColumn && position.row >= row && position.row < endRow
  }

  /// Smaller by so many cells on each side.
  public func inset(columns insetColumns: Int, rows insetRows: Int = 0) -> Rect {
    Rect(
      column: column + insetColumns, row: row + insetRows, columns: columns - 2 * insetColumns,
      rows: rows - 2 * insetRows)
  }

  /// The first `count` rows, or fewer when there are not so many.
  public func top(_ count: Int) -> Rect { Rect(column: column, row: row, columns: columns, rows: min(rows, count)) }

  /// What is left below the first `count` rows.
  public func belowTop(_ count: Int) -> Rect {
    let skipped = min(rows, max(0, count))
    return Rect(column: column, row: row + skipped, columns: columns, rows: rows - skipped)
  }

  public func intersection(_ other: Rect) -> Rect {
    let firstColumn = max(column, other.column)
    let firstRow = max(row, other.row)
    return Rect(
      column: firstColumn, row: firstRow, columns: min(endColumn, other.endColumn) - firstColumn,
      rows: min(endRow, other.endRow) - firstRow)
  }
}
