internal import Domain
internal import PortalModel
internal import Screen

/// The audit log below the other panes or a dialog.
enum LogView {
  /// The box below accordion, detail or dialog.
  static func below(_ model: PortalModel, _ layout: PortalLayout, _ frame: inout Frame) {
    guard let title = layout.logTitle, let log = layout.log else { return }
    let isActive =
      model.focus.pane == .audit && !model.focus.isInDetail && model.dialogs.isEmpty && model.help == nil
    let box = Rect(column: 0, row: title, columns: layout.body.columns, rows: layout.body.endRow - title)
    frame.fill(box, with: " ", style: .text)
    frame.box(box, title: "")
    frame.titleLine(
      box.top(1), ends: isActive ? ("┝", "┥") : ("├", "┤"), title: "5 Audit",
      note: filtered(model) + model.note(of: .audit), isFocused: isActive)
    rows(model, in: log, isActive: isActive, &frame)
  }

  private static func filtered(_ model: PortalModel) -> String {
    model.audit.filter.isEmpty ? "" : "/ \(Printable.text(model.audit.filter, limit: 24))   "
  }

  static func rows(_ model: PortalModel, in rect: Rect, isActive: Bool, _ frame: inout Frame) {
    let audit = model.audit
    guard !audit.entries.isEmpty else {
      let text = audit.isLoaded ? Detail.emptyText(of: .audit, isFiltered: !audit.filter.isEmpty) : "Reading…"
      if rect.rows > 0 { frame.write(text, at: Position(column: rect.column + 1, row: rect.row), style: .dim) }
      if isActive { frame.cursor = rect.origin }
      return
    }
    let columns = LogColumns(columns: rect.columns, isWaiting: model.isWaiting)
    let window = audit.window(rows: rect.rows)
    for index in window {
      let line = Rect(column: rect.column, row: rect.row + index - window.lowerBound, columns: rect.columns, rows: 1)
      draw(audit.entries[index], columns, in: line, &frame)
      if isActive, index == audit.index { frame.bar(line) }
    }
  }

  static func header(_ columns: LogColumns, in line: Rect, _ frame: inout Frame) {
    var column = line.column + 1
    for one in columns.columns {
      let text = one.isRight ? String(repeating: " ", count: max(0, one.width - one.name.count)) + one.name : one.name
      frame.write(text, at: Position(column: column, row: line.row), style: .dim, width: line.endColumn - column)
      column += one.width + 1
    }
  }

  private static func draw(_ entry: AuditEntry, _ columns: LogColumns, in line: Rect, _ frame: inout Frame) {
    var column = line.column + 1
    for one in columns.columns {
      if one.name == "grant", entry.event.method.isEmpty, columns.placeWidth == 0 {
        frame.write(
          Detail.what(entry.event), at: Position(column: column, row: line.row), width: line.endColumn - column)
        break
      }
      // An event that is no call has words instead of method and place.
      if one.name == "method", entry.event.method.isEmpty, columns.isPlaceShort {
        frame.write(
          Detail.what(entry.event), at: Position(column: column, row: line.row), width: columns.placeWidth + 7)
        column += one.width + columns.placeWidth + 2
        continue
      }
      if one.name == "where", entry.event.method.isEmpty, columns.isPlaceShort { continue }
      var text = TextWidth.shortened(one.text(entry), columns: one.width)
      if one.isRight { text = String(repeating: " ", count: one.width - TextWidth.columns(of: text)) + text }
      let style = one.name == "result" ? Self.style(of: entry) : .text
      frame.write(text, at: Position(column: column, row: line.row), style: style, width: line.endColumn - column)
      column += one.width + 1
    }
  }

  private static func style(of entry: AuditEntry) -> Style {
    switch entry.result {
    case "allow": Style(.good)
    case "deny", "failed": Style(.bad)
    case "open", "ask": Style(.warn)
    default: .dim
    }
  }
}
