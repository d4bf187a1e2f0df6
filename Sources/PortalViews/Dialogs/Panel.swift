internal import Screen

/// Draws a dialog's lines into its border and keeps the focused one in view.
struct Panel {
  var title: String
  var note: String
  var lines: [PanelLine]
  /// The lines at the end that always stay in view, such as the buttons.
  var footer: [PanelLine] = []
  /// The first line shown, as far as there are enough; nil to follow the focused line.
  var top: Int?

  func draw(in rect: Rect, frame: inout Frame) {
    guard rect.columns > 4, rect.rows > 2 else { return }
    frame.fill(rect, with: " ", style: .text)
    frame.box(rect, title: title, note: note, isFocused: true)
    let inside = rect.inset(columns: 1, rows: 1)
    let body = max(0, inside.rows - footer.count)
    let lines = tightened(lines, rows: body)
    let first = firstLine(of: lines, rows: body)
    for (offset, line) in lines.dropFirst(first).prefix(body).enumerated() {
      draw(line, box: rect, row: inside.row + offset, frame: &frame)
    }
    let start = inside.row + min(body, lines.count)
    for (offset, line) in footer.enumerated() where start + offset < inside.endRow {
      draw(line, box: rect, row: start + offset, frame: &frame)
    }
    let below = lines.count - first - body
    let hidden = [first > 0 ? "\(first) more above" : nil, below > 0 ? "\(below) more below" : nil].compactMap(\.self)
    if !hidden.isEmpty {
      let news = " \(hidden.joined(separator: ", ")) "
      let edge = Rect(column: inside.column, row: rect.endRow - 1, columns: inside.columns - 1, rows: 1)
      frame.right(news, in: edge)
    }
  }

  /// Empty lines give way where that is enough to show everything: beside rules first.
  private func tightened(_ lines: [PanelLine], rows: Int) -> [PanelLine] {
    let excess = lines.count - rows
    let empty = lines.indices.filter { lines[$0].pieces.isEmpty }
    guard excess > 0, excess <= empty.count else { return lines }
    func touchesRule(_ index: Int) -> Bool {
      [index - 1, index + 1].contains { lines.indices.contains($0) && lines[$0].isRule }
    }
    let dropped = Set(
      empty.sorted { (touchesRule($0) ? 0 : 1, $0) < (touchesRule($1) ? 0 : 1, $1) }.prefix(excess))
    return lines.indices.filter { !dropped.contains($0) }.map { lines[$0] }
  }

  /// The smallest scroll that shows the focused line and one that follows it.
  private func firstLine(of lines: [PanelLine], rows: Int) -> Int {
    if let top { return max(0, min(top, lines.count - rows)) }
    guard lines.count > rows, let focus = lines.lastIndex(where: { $0.bar != nil }) else { return 0 }
    return min(max(0, focus + 2 - rows), lines.count - rows)
  }

  private func draw(_ line: PanelLine, box: Rect, row: Int, frame: inout Frame) {
    if line.isRule {
      let note = line.pieces.first(where: \.isRight)?.text ?? ""
      return frame.divider(box, row: row, title: line.pieces.first?.text ?? "", note: note)
    }
    let left = box.column + 1
    let end = box.endColumn - 3
    let taken = line.pieces.filter { !$0.isRight }.map { $0.column + TextWidth.columns(of: $0.text) }.max() ?? 0
    for piece in line.pieces where piece.isRight {
      // A reason gives way to the value it explains.
      let edge = Rect(column: left, row: row, columns: end - piece.column - left, rows: 1)
      frame.right(piece.text, in: edge, after: min(taken, edge.columns), style: piece.style)
    }
    for piece in line.pieces where !piece.isRight {
      let column = left + piece.column
      let room = min(piece.width ?? .max, end + 1 - column)
      if room > 0 {
        frame.write(piece.text, at: Position(column: column, row: row), style: piece.style, width: room)
      }
    }
    guard let bar = line.bar else { return }
    let place = Rect(column: left + bar.column, row: row, columns: bar.columns, rows: 1)
    frame.bar(place.intersection(box.inset(columns: 1)), hasCursor: bar.cursor == nil)
    if let cursor = bar.cursor { frame.cursor = Position(column: min(left + cursor, end), row: row) }
  }
}
