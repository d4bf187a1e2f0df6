internal import PortalModel
internal import Screen

/// The panes without anything above them: accordion and detail over the log, one of them zoomed, or one at a time.
enum PanesView {
  static func draw(_ model: PortalModel, _ layout: PortalLayout, _ frame: inout Frame) {
    if layout.kind == .narrow {
      narrow(model, layout, &frame)
    } else if model.focus.isZoomed {
      zoomed(model, layout, &frame)
    } else {
      wide(model, layout, &frame)
    }
  }

  private static func wide(_ model: PortalModel, _ layout: PortalLayout, _ frame: inout Frame) {
    guard let list = layout.list, let detail = layout.detail, let logTitle = layout.logTitle else { return }
    let isDetail = model.focus.isInDetail
    DetailView.draw(model, in: detail, &frame)
    sides(Rect(column: 0, row: layout.body.row, columns: list.columns + 2, rows: logTitle - layout.body.row), &frame)
    for (pane, row) in layout.titles {
      let isFocused = pane == model.focus.pane && !isDetail
      let isFirst = row == layout.body.row
      // Where the detail has a rule in the same row the two lines cross.
      let meets = isFirst || frame[Position(column: detail.column, row: row)].text == "├"
      let right = isFirst ? "┬" : meets ? "┼" : isFocused ? "┥" : "┤"
      let left = isFirst ? (isFocused ? "┍" : "┌") : isFocused ? "┝" : "├"
      frame.titleLine(
        Rect(column: 0, row: row, columns: list.columns + 2, rows: 1), ends: (left, right),
        title: "\(pane.rawValue) \(pane.name)", note: model.note(of: pane), isFocused: isFocused)
    }
    ListView.draw(
      model, pane: model.focus.open, in: list, isActive: model.focus.pane == model.focus.open && !isDetail, &frame)
    LogView.below(model, layout, &frame)
    frame.write("┴", at: Position(column: detail.column, row: logTitle), style: logStyle(model))
  }

  private static func logStyle(_ model: PortalModel) -> Style {
    Style(model.focus.pane == .audit && !model.focus.isInDetail ? .borderFocus : .border)
  }

  private static func sides(_ rect: Rect, _ frame: inout Frame) {
    for row in rect.row..<rect.endRow {
      frame.write("│", at: Position(column: rect.column, row: row), style: Style(.border))
    }
  }

  private static func zoomed(_ model: PortalModel, _ layout: PortalLayout, _ frame: inout Frame) {
    if model.focus.pane == .audit { return ZoomedLogView.draw(model, layout, &frame) }
    if layout.detail != nil { return DetailView.draw(model, in: layout.body, &frame) }
    frame.box(
      layout.body, title: names(model, short: frame.size.columns < 100), note: model.note(of: model.focus.pane),
      isFocused: true)
    if let list = layout.list { ListView.draw(model, pane: model.focus.pane, in: list, isActive: true, &frame) }
  }

  private static func narrow(_ model: PortalModel, _ layout: PortalLayout, _ frame: inout Frame) {
    if layout.detail != nil { return DetailView.draw(model, in: layout.body, &frame) }
    frame.box(
      layout.body, title: names(model, short: frame.size.columns < 80), note: model.shortNote(of: model.focus.pane),
      isFocused: true)
    if model.focus.pane == .audit {
      if let log = layout.log {
        LogView.header(LogColumns(columns: log.columns), in: log.top(1).moved(rows: -1), &frame)
        LogView.rows(model, in: log, isActive: true, &frame)
      }
      return
    }
    if let list = layout.list { ListView.draw(model, pane: model.focus.pane, in: list, isActive: true, &frame) }
    if let title = layout.logTitle, let log = layout.log {
      frame.divider(layout.body, row: title, title: "newest calls", note: model.shortNote(of: .audit))
      LogView.rows(model, in: log, isActive: false, &frame)
    }
  }

  /// `1 Providers   [2 Grants]   3 Secrets …`: the active one in brackets, so the numbers lead to the others.
  static func names(_ model: PortalModel, short: Bool) -> String {
    Pane.allCases.map { pane in
      let name = "\(pane.rawValue) \(short ? pane.shortName : pane.name)"
      return pane == model.focus.pane ? "[\(name)]" : name
    }.joined(separator: short ? "  " : "   ")
  }
}

extension Rect {
  func moved(rows: Int) -> Rect { Rect(column: column, row: row + rows, columns: columns, rows: self.rows) }
}
