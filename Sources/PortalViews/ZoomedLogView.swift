internal import Domain
internal import PortalModel
internal import Screen

/// The audit log on the whole screen, with its filter, its bars and the selected event's detail.
enum ZoomedLogView {
  /// The whole screen: filter line, columns, rows, and below them why, who, what left the machine.
  static func draw(_ model: PortalModel, _ layout: PortalLayout, _ frame: inout Frame) {
    let body = layout.body
    let isActive = !model.focus.isInDetail
    if model.focus.isInDetail, layout.event == nil { return DetailView.draw(model, in: body, &frame) }
    frame.box(
      body, title: PanesView.names(model, short: frame.size.columns < 100), note: model.note(of: .audit),
      isFocused: true)
    let inside = body.inset(columns: 1, rows: 1)
    let filter = model.audit.filter.isEmpty ? "all events" : Printable.text(model.audit.filter)
    frame.write("/", at: Position(column: inside.column + 2, row: inside.row), style: Style(.accent))
    frame.write(filter, at: Position(column: inside.column + 4, row: inside.row), width: inside.columns - 30)
    let end = model.audit.hasNewer ? model.audit.entries.first?.time ?? model.now : model.now
    let bars = layout.chart.map(HistogramView.bars) ?? 1
    let histogram = Histogram(model.audit.entries, end: end, bars: bars)
    let counts = [
      (histogram.allowedCount + histogram.deniedCount, "calls read"), (histogram.allowedCount, "allow"),
      (histogram.deniedCount, "deny"),
    ].map { "\(Printable.count($0)) \($1)" }.joined(separator: "    ")
    frame.right(counts, in: inside.top(1).inset(columns: 2), after: 20, style: .text)
    if let chart = layout.chart { HistogramView.draw(histogram, in: chart, &frame) }
    frame.divider(body, row: inside.row + 1 + (layout.chart?.rows ?? 0))
    if let log = layout.log {
      LogView.header(LogColumns(columns: log.columns), in: log.top(1).moved(rows: -1), &frame)
      LogView.rows(model, in: log, isActive: isActive, &frame)
    }
    guard let event = layout.event else { return }
    let detail = model.detail
    frame.divider(body, row: event.row - 1, title: detail.title, note: intact(model))
    let lines = detail.lines(in: event.size).drop { $0 == .blank }
    for (offset, line) in lines.prefix(event.rows).enumerated() {
      DetailView.draw(line, in: body, row: event.row + offset, &frame)
    }
  }

  private static func intact(_ model: PortalModel) -> String {
    guard let entry = model.audit.selected, let verification = model.audit.verification else { return "" }
    if let problem = verification.problem {
      return problem.sequence > entry.sequence ? "intact" : "behind the damage at \(problem.sequence)"
    }
    return entry.sequence <= verification.events ? "intact" : "not verified yet"
  }
}
