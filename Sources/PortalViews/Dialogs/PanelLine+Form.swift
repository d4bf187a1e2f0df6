internal import Domain
internal import PortalModel
internal import Screen

/// Fields and buttons of a ``Form`` as lines of a dialog.
extension PanelLine {
  /// The lines of some fields, in the order of their ids; hidden ones take none.
  static func fields(_ ids: [String], of form: Form, columns: Int, rows: Int = 4) -> [PanelLine] {
    ids.flatMap { field($0, of: form, columns: columns, rows: rows) }
  }

  /// - Parameter rows: the most lines a text of several lines may take.
  static func field(_ id: String, of form: Form, columns: Int, rows: Int = 4) -> [PanelLine] {
    guard let field = form[id], !field.isHidden else { return [] }
    let isFocused = form.isFocused(id)
    let label = min(TextWidth.columns(of: field.label), valueColumn - textColumn - 1)
    if case .text(let input) = field.value {
      return typed(field, input, isFocused: isFocused, label: label, columns: columns, rows: rows)
    }
    var line = row(field, field.label, shown(field.value, columns: columns), columns: columns)
    if isFocused {
      line.bar = Bar(column: textColumn - 1, columns: label + 1, cursor: valueColumn + caret(field.value))
    }
    return [line] + problemBelow(field, columns: columns)
  }

  private static func row(_ field: FormField, _ name: String, _ value: String, columns: Int) -> PanelLine {
    guard let problem = field.problem else { return pair(name, value, note: field.note) }
    return pair(name, value, note: fits(problem, field, columns) ? problem : "", noteStyle: Style(.bad))
  }

  private static func shown(_ value: FormField.Value, columns: Int) -> String {
    switch value {
    case .text(let input): Printable.text(input.text)
    case .secret(let bytes): bytes.isEmpty ? "" : Mask.text
    case .choice(let options, let selected): choice(options, selected, columns: columns)
    case .toggle(let isOn): isOn ? "[yes]  no" : "yes  [no]"
    case .fixed(let text): Printable.text(text)
    }
  }

  /// All alternatives with the active one in brackets, or the active one alone where they would fill the row.
  private static func choice(_ options: [String], _ selected: Int, columns: Int) -> String {
    let all = options.enumerated().map { $0 == selected ? "[\($1)]" : $1 }.joined(separator: "  ")
    if valueColumn + TextWidth.columns(of: all) + 2 <= columns || !options.indices.contains(selected) { return all }
    return "[\(options[selected])]  \(selected + 1) of \(options.count)"
  }

  private static func caret(_ value: FormField.Value) -> Int {
    if case .secret(let bytes) = value, !bytes.isEmpty { Mask.text.count } else { 0 }
  }

  /// Whether the problem has room beside the value.
  private static func fits(_ problem: String, _ field: FormField, _ columns: Int) -> Bool {
    valueColumn + TextWidth.columns(of: shown(field.value, columns: columns)) + TextWidth.columns(of: problem) + 5
      <= columns
  }

  /// A problem that has no room beside its value gets lines of its own.
  private static func problemBelow(_ field: FormField, columns: Int) -> [PanelLine] {
    guard let problem = field.problem, !fits(problem, field, columns) else { return [] }
    return wrapped("", problem, columns: columns, style: Style(.bad), at: valueColumn)
  }

  private static func typed(
    _ field: FormField, _ input: TextInput, isFocused: Bool, label: Int, columns: Int, rows: Int
  ) -> [PanelLine] {
    let room = max(1, columns - valueColumn - 2)
    let lines = input.text.split(separator: "\n", omittingEmptySubsequences: false).map { Printable.text(String($0)) }
    let (cursorLine, before) = input.cursorLine
    let shownRows = input.isMultiline ? max(1, min(rows, lines.count)) : 1
    let first = max(0, (isFocused ? cursorLine : shownRows - 1) - shownRows + 1)
    let caret = TextWidth.columns(of: Printable.text(before))
    // A line that is longer than its place is shown around the cursor.
    let skipped = isFocused ? max(0, caret - room + 1) : 0
    var output: [PanelLine] = []
    for offset in 0..<shownRows {
      let index = first + offset
      let text = lines.indices.contains(index) ? lines[index] : ""
      let shown = index == cursorLine ? String(text.dropFirst(skipped)) : text
      var line = offset == 0 ? row(field, field.label, shown, columns: columns) : pair("", shown)
      if isFocused, index == cursorLine {
        line.bar = Bar(
          column: textColumn - 1, columns: offset == 0 ? label + 1 : 1, cursor: valueColumn + caret - skipped)
      }
      output.append(line)
    }
    return output + problemBelow(field, columns: columns)
  }

  /// `[x] repo   Read and change repositories`: a toggle whose name may be long, its note at a column of its own.
  static func check(_ id: String, of form: Form, noteColumn: Int) -> [PanelLine] {
    guard let field = form[id], !field.isHidden else { return [] }
    let text = "\(form.isOn(id) ? "[x]" : "[ ]") \(Printable.text(field.label, limit: 64))"
    let width = TextWidth.columns(of: text)
    var line = PanelLine.text(text)
    if !field.note.isEmpty {
      line.pieces.append(
        Piece(text: Printable.text(field.note), style: .dim, column: max(noteColumn, textColumn + width + 2)))
    }
    if form.isFocused(id) { line.bar = Bar(column: textColumn - 1, columns: width + 1) }
    return [line]
  }

  /// `[ Name ]     [ Name ]`; the focused one carries the bar, one that cannot be pressed is dim. What has no room on
  /// one line goes on below.
  static func buttons(of form: Form, columns: Int) -> [PanelLine] {
    let texts = form.buttons.map { "[ \($0.label) ]" }
    let total = texts.reduce(0) { $0 + TextWidth.columns(of: $1) }
    let gap = max(2, min(5, (columns - 4 - total) / max(1, texts.count - 1)))
    var lines = [PanelLine()]
    var column = textColumn
    for (button, text) in zip(form.buttons, texts) {
      let width = TextWidth.columns(of: text)
      if column > textColumn, column + width + 2 > columns {
        lines.append(PanelLine())
        column = textColumn
      }
      let line = lines.count - 1
      lines[line].pieces.append(
        Piece(text: text, style: button.disabledReason == nil ? .text : .dim, column: column))
      if form.focus == .button(button.id) { lines[line].bar = Bar(column: column - 1, columns: width + 1) }
      column += width + gap
    }
    return lines
  }
}
