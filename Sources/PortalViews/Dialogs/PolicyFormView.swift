internal import Domain
internal import PortalModel
internal import Screen

/// A policy's rules as a table of cells, the options of the open one below it; what it says in words always in view.
enum PolicyFormView {
  static func body(_ state: PolicyForm, columns: Int, rows: Int) -> DialogBody {
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.fields(["name", "scope"], of: state.form, columns: columns)
    lines += state.grants.flatMap { PanelLine.check("grant.\($0.id)", of: state.form, noteColumn: 30) }
    lines.append(.rule("Rules", note: "Ctrl-o more   Ctrl-n new   Ctrl-x drop"))
    let table = PolicyTable(columns: columns)
    lines.append(table.header)
    for (index, row) in state.rowIDs.enumerated() {
      lines += table.row(row, number: index + 1, state.form)
      lines += row == state.openRow ? options(row, state, columns) : rest(row, state, columns)
    }
    var footer = preview(state, columns: columns, rows: rows)
    if footer.count + lines.count + 1 < rows { footer.append(.empty) }
    return DialogBody(lines: lines, footer: footer + PanelLine.buttons(of: state.form, columns: columns))
  }

  private static func options(_ row: Int, _ state: PolicyForm, _ columns: Int) -> [PanelLine] {
    let ids = RuleOption.allCases.map { "\($0).\(row)" }
    var lines = PanelLine.fields(ids, of: state.form, columns: columns)
    let kept = state.conditionsWithoutField(row)
    if !kept.isEmpty { lines += PanelLine.wrapped("Also when", kept, columns: columns, style: .dim) }
    return lines.map(\.belowRow)
  }

  /// What a closed row does not show in its cells, and what is wrong with it.
  private static func rest(_ row: Int, _ state: PolicyForm, _ columns: Int) -> [PanelLine] {
    let place = PolicyTable.effectColumn
    let text = state.textBehindTarget(row)
    let short = TextWidth.shortened(text, columns: max(8, columns - place - 2))
    var lines = text.isEmpty ? [] : [PanelLine.text(short, .dim, at: place)]
    for field in state.faultyFields(row) where field.isHidden {
      lines += PanelLine.wrapped("", field.problem ?? "", columns: columns, style: Style(.bad), at: place)
    }
    return row == state.focusedRow ? lines : lines + warnings(row, state, columns, at: place)
  }

  private static func warnings(_ row: Int, _ state: PolicyForm, _ columns: Int, at column: Int) -> [PanelLine] {
    (state.warnings[row] ?? []).flatMap {
      PanelLine.wrapped("", "Warning: \($0)", columns: columns, style: Style(.warn), at: column)
    }
  }

  /// The focused rule in words, with what a review found, or every rule while the focus is elsewhere.
  private static func preview(_ state: PolicyForm, columns: Int, rows: Int) -> [PanelLine] {
    var words: [PanelLine] = []
    for row in state.focusedRow.map({ [$0] }) ?? state.rowIDs {
      let style: Style = state.faultyFields(row).isEmpty ? .text : Style(.bad)
      words += PanelLine.wrapped("", state.words(row), columns: columns, style: style)
    }
    if let row = state.focusedRow { words += warnings(row, state, columns, at: PanelLine.textColumn) }
    let closing = PanelLine.wrapped("", state.closing, columns: columns, style: .dim)
    let room = max(1, rows - closing.count - 8)
    if words.count > room { words = words.prefix(room - 1) + [.text("and more", .dim)] }
    return [.rule(title(state))] + words + closing + DialogViews.failure(state.problem, columns: columns)
  }

  private static func title(_ state: PolicyForm) -> String {
    let rows = state.rowIDs
    guard rows.count > 1, let row = state.focusedRow, let index = rows.firstIndex(of: row) else { return "In words" }
    return "Rule \(index + 1) of \(rows.count) in words"
  }
}
