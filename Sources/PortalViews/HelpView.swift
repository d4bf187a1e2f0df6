internal import HelpTopics
internal import PortalModel
internal import Screen

/// The keys, searchable, or a topic.
enum HelpView {
  static func draw(_ help: HelpOverlay, in box: Rect, _ frame: inout Frame) {
    if let page = help.page { return draw(page, in: box, &frame) }
    let inside = box.inset(columns: 1, rows: 1)
    frame.box(box, title: "Help", note: "\(help.list.count) of \(help.entries.count)", isFocused: true)
    frame.write("search", at: Position(column: inside.column + 1, row: inside.row), style: .dim)
    frame.write(help.search.text, at: Position(column: inside.column + 9, row: inside.row), width: inside.columns - 10)
    frame.cursor = Position(
      column: min(inside.endColumn - 1, inside.column + 9 + TextWidth.columns(of: help.search.cursorLine.before)),
      row: inside.row)
    let rows = max(0, inside.rows - 2)
    let window = help.list.window(rows: rows)
    for index in window {
      let entry = help.entries[help.list.ids[index]]
      let line = Rect(
        column: inside.column, row: inside.row + 2 + index - window.lowerBound, columns: inside.columns, rows: 1)
      draw(entry, in: line, &frame)
      if index == help.list.index { frame.bar(line, hasCursor: false) }
    }
    if help.list.count == 0, rows > 0 {
      frame.write("Nothing matches.", at: Position(column: inside.column + 1, row: inside.row + 2), style: .dim)
    }
  }

  private static func draw(_ entry: HelpOverlay.Entry, in line: Rect, _ frame: inout Frame) {
    let binding = entry.binding
    let keys =
      binding.keys.isEmpty ? ":\(binding.command ?? binding.label)" : binding.keys.map(\.shown).joined(separator: " ")
    frame.write(
      keys, at: Position(column: line.column + 1, row: line.row),
      style: Style(binding.disabledReason == nil ? .accent : .dim),
      width: 15)
    let start = line.column + 17
    let text = binding.disabledReason.map { "\(binding.description)  Not now: \($0)." } ?? binding.description
    frame.write(
      text, at: Position(column: start, row: line.row), style: binding.disabledReason == nil ? .text : .dim,
      width: line.endColumn - start - 1)
    let room = Rect(column: start, row: line.row, columns: line.endColumn - start - 1, rows: 1)
    let used = min(room.columns, TextWidth.columns(of: text))
    if room.columns - used > 14 { frame.right(entry.group, in: room, after: used) }
  }

  private static func draw(_ page: HelpOverlay.Page, in box: Rect, _ frame: inout Frame) {
    let inside = box.inset(columns: 1, rows: 1)
    let lines = page.lines(columns: inside.columns - 2)
    let first = max(0, min(page.top, lines.count - inside.rows))
    let last = min(lines.count, first + inside.rows)
    frame.box(box, title: "Help: \(page.topic.rawValue)", note: "\(last) of \(lines.count) lines", isFocused: true)
    for (offset, line) in lines.dropFirst(first).prefix(inside.rows).enumerated() {
      frame.write(
        line, at: Position(column: inside.column + 1, row: inside.row + offset),
        style: offset + first == 0 ? Style(.text, bold: true) : .text, width: inside.columns - 2)
    }
    frame.cursor = inside.origin
  }
}
