internal import PortalModel
internal import Screen

/// The detail beside the list, or on the whole screen.
enum DetailView {
  /// - Parameter rect: the box with its borders; beside the accordion its last row belongs to the log's title.
  static func draw(_ model: PortalModel, in rect: Rect, _ frame: inout Frame) {
    let detail = model.detail
    let inside = rect.inset(columns: 1, rows: 1)
    let lines = detail.lines(in: inside.size)
    let first = max(0, min(model.focus.detailTop, lines.count - inside.rows))
    frame.box(rect, title: title(model, detail), note: note(model, detail), isFocused: model.focus.isInDetail)
    for (offset, line) in lines.dropFirst(first).prefix(inside.rows).enumerated() {
      draw(line, in: rect, row: inside.row + offset, &frame)
    }
    if lines.count - first > inside.rows, rect.row == 1, model.focus.isInDetail {
      let text = " \(lines.count - first - inside.rows) more below "
      frame.right(text, in: Rect(column: inside.column, row: rect.endRow - 1, columns: inside.columns - 1, rows: 1))
    }
    if model.focus.isInDetail { frame.cursor = Position(column: inside.column, row: inside.row) }
  }

  /// Narrow or zoomed, the list is gone, so the title says where one is: `2 Grants > stripe-live`.
  private static func title(_ model: PortalModel, _ detail: Detail) -> String {
    let pane = model.focus.pane
    return isAlone(model) ? "\(pane.rawValue) \(pane.name) > \(detail.title)" : detail.title
  }

  private static func note(_ model: PortalModel, _ detail: Detail) -> String {
    guard isAlone(model), model.focus.pane != .audit else { return detail.note }
    let list = model.panes[model.focus.pane]
    return list.count == 0 ? detail.note : "\(list.index + 1) of \(list.count)"
  }

  private static func isAlone(_ model: PortalModel) -> Bool {
    model.focus.isInDetail && (model.layout.kind == .narrow || model.focus.isZoomed)
  }

  static func draw(_ line: Detail.Line, in box: Rect, row: Int, _ frame: inout Frame) {
    let left = box.column + 1
    let end = box.endColumn - 1
    switch line {
    case .blank: break
    case .rule(let title, let note): frame.divider(box, row: row, title: title, note: note)
    case .text(let text, let mood):
      frame.write(text, at: Position(column: left + 2, row: row), style: mood.style, width: end - left - 2)
    case .key(let key, let text, let mood):
      frame.write(key, at: Position(column: left + 2, row: row), style: Style(.accent))
      frame.write(
        text, at: Position(column: left + Detail.keyColumn, row: row), style: mood.style,
        width: end - left - Detail.keyColumn)
    case .code(let text): frame.write(text, at: Position(column: left + 2, row: row), width: end - left - 2)
    case .pair(let name, let value, let mood):
      frame.write(name, at: Position(column: left + 2, row: row), style: .dim, width: Detail.valueColumn - 3)
      frame.write(
        value, at: Position(column: left + Detail.valueColumn, row: row), style: mood.style,
        width: end - left - Detail.valueColumn)
    }
  }
}
