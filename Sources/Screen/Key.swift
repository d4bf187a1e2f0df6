/// A key press as the portal understands it; which bytes make it is the terminal's business.
public enum Key: Hashable, Sendable {
  case character(Character)
  /// Control with a lower-case letter: Ctrl-D is `.control("d")`.
  case control(Character)
  /// Alt, or Esc quickly before it.
  case alt(Character)
  case enter, escape, tab, backTab, backspace, delete, insert
  case up, down, left, right, home, end, pageUp, pageDown
  case controlLeft, controlRight
  case function(Int)
}

/// A mouse report in cells from the top left corner, zero-based.
public struct MouseEvent: Hashable, Sendable {
  public enum Kind: Sendable { case press, release, wheelUp, wheelDown }
  public let kind: Kind
  public let position: Position

  public init(kind: Kind, position: Position) {
    self.kind = kind
    self.position = position
  }
}

/// A cell's place, zero-based.
public struct Position: Hashable, Sendable {
  public var column: Int
  public var row: Int

  public init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// Columns and rows.
public struct Size: Hashable, Sendable {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}
