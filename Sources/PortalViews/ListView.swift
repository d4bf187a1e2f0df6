internal import PortalModel
internal import Screen

/// The rows of an unfolded pane: name, a word or two, the state.
enum ListView {
  static func draw(_ model: PortalModel, pane: Pane, in rect: Rect, isActive: Bool, _ frame: inout Frame) {
    guard rect.rows > 0 else { return }
    let list = model.panes[pane]
    guard list.count > 0 else {
      let isFiltered = !model.panes.filter(of: pane).isEmpty
      let text =
        model.overview == nil && pane != .providers ? "Reading…" : Detail.emptyText(of: pane, isFiltered: isFiltered)
      frame.paragraph(text, in: rect, at: 1, indent: 1, style: .dim)
      if isActive { frame.cursor = Position(column: rect.column + 1, row: min(rect.row + 1, rect.endRow - 1)) }
      return
    }
    let columns = Columns(rect.columns, hasExtra: pane == .callers)
    header(of: pane, columns, in: rect, &frame)
    let rows = list.window(rows: rect.rows - 1)
    for index in rows {
      guard let row = model.panes.rows[pane]?[list.ids[index]] else { continue }
      let line = Rect(column: rect.column, row: rect.row + 1 + index - rows.lowerBound, columns: rect.columns, rows: 1)
      draw(row, columns, in: line, &frame)
      guard index == list.index else { continue }
      // One bar at a time is in reverse video: that of the focus.
      if isActive { frame.bar(line) } else { frame.write("▌", at: line.origin, style: .dim) }
    }
  }

  private struct Columns {
    let name: Int
    let middle: Int
    let state: Int
    let extra: Int

    /// A key's prefix, the grants, the last use, the calls of a day.
    static let extras = [16, 12, 14, 8]

    /// State and kind have short words; the name takes what is left.
    init(_ total: Int, hasExtra: Bool) {
      state = 9
      extra = hasExtra && total >= 92 ? Self.extras.reduce(1, +) : 0
      // Where there is little room, the name says more than the kind.
      middle = total >= 50 ? 12 : total >= 32 ? 8 : 0
      name = max(4, total - 1 - middle - state - 1 - extra)
    }
  }

  private static func header(of pane: Pane, _ columns: Columns, in rect: Rect, _ frame: inout Frame) {
    let words =
      switch pane {
      case .providers: ("name", "ways", "yours")
      case .grants: ("name", "kind", "state")
      case .secrets: ("name", "provider", "state")
      case .callers: ("name", "kind", "state")
      default: ("name", "rules", "for")
      }
    let row = rect.row
    frame.write(words.0, at: Position(column: rect.column + 1, row: row), style: .dim, width: columns.name - 1)
    frame.write(
      words.1, at: Position(column: rect.column + 1 + columns.name, row: row), style: .dim, width: columns.middle - 1)
    frame.write(
      words.2, at: Position(column: rect.column + 1 + columns.name + columns.middle, row: row), style: .dim,
      width: columns.state)
    if pane == .callers { extra(["key", "grants", "last used", "24 h"], columns, in: rect.top(1), &frame) }
  }

  /// Columns behind the state, the last one aligned to the right.
  private static func extra(_ words: [String], _ columns: Columns, in line: Rect, _ frame: inout Frame) {
    guard columns.extra > 0, words.count == Columns.extras.count else { return }
    var column = line.column + 1 + columns.name + columns.middle + columns.state + 1
    for (index, word) in words.enumerated() {
      let width = Columns.extras[index]
      let isLast = index == words.count - 1
      let indent = isLast ? max(0, width - 1 - TextWidth.columns(of: word)) : 0
      frame.write(word, at: Position(column: column + indent, row: line.row), style: .dim, width: width - 1 - indent)
      column += width
    }
  }

  private static func draw(_ row: PaneRow, _ columns: Columns, in line: Rect, _ frame: inout Frame) {
    let start = line.column + 1
    frame.write(row.name, at: Position(column: start, row: line.row), width: columns.name - 1)
    frame.write(
      row.middle, at: Position(column: start + columns.name, row: line.row), style: .dim, width: columns.middle - 1)
    frame.write(
      row.state, at: Position(column: start + columns.name + columns.middle, row: line.row), style: row.mood.style,
      width: columns.state)
    extra(row.extra, columns, in: line, &frame)
  }
}

extension PaneRow.Mood {
  var style: Style {
    switch self {
    case .plain: .text
    case .good: Style(.good)
    case .warn: Style(.warn)
    case .bad: Style(.bad)
    case .dim: .dim
    }
  }
}
