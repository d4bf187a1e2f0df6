public import Screen

/// Where everything stands, for the views that draw and for the model that answers clicks and scrolls.
public struct PortalLayout: Sendable, Equatable {
  public enum Kind: Sendable { case tooSmall, narrow, wide }

  /// Below it there is only the message that says so.
  public static let smallest = Size(columns: 40, rows: 12)

  public let kind: Kind
  /// Everything between the status line and the message line, borders included.
  public let body: Rect
  /// The box of the detail; its left border is the accordion's right one.
  public internal(set) var detail: Rect?
  /// The rows of the open list, its header included, without borders.
  public internal(set) var list: Rect?
  /// The rows of the log, without borders and header.
  public internal(set) var log: Rect?
  /// The row of the log's title line, which closes what stands above.
  public internal(set) var logTitle: Int?
  /// The bars of a zoomed log, where there is room for them.
  public internal(set) var chart: Rect?
  /// The rows of an event's detail below a zoomed log, without borders.
  public internal(set) var event: Rect?
  /// The title line of each pane of the accordion.
  public internal(set) var titles: [Pane: Int] = [:]
  /// The box of a dialog or the help; its last row may be the log's title line.
  public internal(set) var panel: Rect?

  public var messageRow: Int { body.endRow }
  public var hintRow: Int { body.endRow + 1 }

  /// - Parameters:
  ///   - listCount: rows of the open list, so that more rows than 30 go where they are needed.
  ///   - panel: whether a dialog or the help is open, and whether it takes the log's place too.
  init(size: Size, focus: PaneFocus, listCount: Int, panel: PanelKind) {
    body = Rect(column: 0, row: 1, columns: size.columns, rows: size.rows - 3)
    guard size.columns >= Self.smallest.columns, size.rows >= Self.smallest.rows else {
      kind = .tooSmall
      return
    }
    kind = size.columns < 80 || size.rows < 24 ? .narrow : .wide
    switch panel {
    case .none:
      if kind == .narrow {
        layNarrow(focus)
      } else if focus.isZoomed {
        layZoomed(focus)
      } else {
        layWide(focus, listCount: listCount)
      }
    case .aboveLog where kind == .wide: layPanel()
    case .aboveLog, .whole: self.panel = body
    }
  }

  enum PanelKind { case none, aboveLog, whole }

  private mutating func layWide(_ focus: PaneFocus, listCount: Int) {
    let rows = body.rows + 3
    var logRows = rows < 30 ? 4 + (rows - 24) / 2 : 7
    let extra = max(0, rows - 30)
    if focus.pane == .audit {
      logRows += extra
    } else {
      // Above the log at 30 rows: five titles, the header and 12 rows.
      // Six more show every detail whole.
      logRows += extra - min(extra, max(6, listCount - 12))
    }
    layLog(rows: logRows)
    guard let logTitle else { return }

    let left = body.columns >= 100 ? 38 : 29 + (body.columns - 80) * 9 / 20
    var row = body.row
    let accordion = Pane.fromTop.filter { $0 != .audit }
    let open = accordion.firstIndex(of: focus.open) ?? 0
    for pane in accordion[...open] {
      titles[pane] = row
      row += 1
    }
    let below = accordion[(open + 1)...]
    let end = logTitle - below.count
    list = Rect(column: 1, row: row, columns: left - 2, rows: end - row)
    for (offset, pane) in below.enumerated() { titles[pane] = end + offset }
    detail = Rect(
      column: left - 1, row: body.row, columns: body.columns - left + 1, rows: logTitle - body.row + 1)
  }

  private mutating func layLog(rows: Int) {
    let title = body.endRow - rows - 2
    logTitle = title
    log = Rect(column: 1, row: title + 1, columns: body.columns - 2, rows: rows)
  }

  private mutating func layZoomed(_ focus: PaneFocus) {
    let inside = body.inset(columns: 1, rows: 1)
    if focus.pane == .audit {
      // The filter line, the bars, a rule and the columns' names above; a rule and the event's own rows below.
      let bars = inside.rows >= 25 ? 5 : 0
      if bars > 0 { chart = Rect(column: 1, row: inside.row + 1, columns: inside.columns, rows: bars) }
      event = Rect(column: 1, row: inside.endRow - 5, columns: inside.columns, rows: 5)
      log = Rect(column: 1, row: inside.row + 3 + bars, columns: inside.columns, rows: inside.rows - 9 - bars)
    } else if focus.isInDetail {
      detail = body
    } else {
      list = inside
    }
  }

  private mutating func layNarrow(_ focus: PaneFocus) {
    let inside = body.inset(columns: 1, rows: 1)
    if focus.isInDetail {
      detail = body
    } else if focus.pane == .audit {
      log = inside.belowTop(1)
    } else {
      let logRows = 2 + max(0, body.rows - 17) / 4
      layLog(rows: logRows)
      list = Rect(column: 1, row: inside.row, columns: inside.columns, rows: inside.rows - logRows - 1)
    }
  }

  private mutating func layPanel() {
    layLog(rows: max(1, min(7, body.rows - 20)))
    guard let logTitle else { return }
    panel = Rect(column: 0, row: body.row, columns: body.columns, rows: logTitle - body.row + 1)
  }
}
