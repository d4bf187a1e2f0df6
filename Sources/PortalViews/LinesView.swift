internal import PortalModel
internal import Screen

/// The first line, the message line and the hint row.
enum LinesView {
  static func status(_ model: PortalModel, _ frame: inout Frame) {
    let columns = frame.size.columns
    frame.write(" Gatehouse", at: Position(column: 0, row: 0), style: Style(.accent, bold: true))
    var left = 10
    if model.journey?.purpose != .firstRun {
      let name = model.environment.isDemo ? "demo, nothing here is kept" : model.environment.vaultName
      frame.write("   \(name)", at: Position(column: 10, row: 0), width: columns - 10)
      left += 3 + TextWidth.columns(of: name)
    }
    let gap = columns < 80 ? "   " : "    "
    let line = Rect(column: left + 2, row: 0, columns: columns - left - 3, rows: 1)
    let short = model.shortStatusParts
    let choices = [model.statusParts, model.statusParts(withBroker: false)] + short.indices.map { Array(short[$0...]) }
    let fitting = choices.lazy.map { $0.joined(separator: gap) }.first { TextWidth.columns(of: $0) <= line.columns }
    if let fitting { frame.right(fitting, in: line, style: .text) }
  }

  static func message(_ model: PortalModel, row: Int, _ frame: inout Frame) {
    let columns = frame.size.columns
    if let prompt = model.prompt {
      return draw(prompt, model, row: row, &frame)
    }
    if let spinner = model.running.spinner(now: model.now) {
      return frame.write(" \(spinner.glyph) \(spinner.word)", at: Position(column: 0, row: row), style: Style(.accent))
    }
    let sameAs = model.sameAs.map { "The same as:  \($0)" } ?? ""
    if let notice = model.notice {
      return frame.write(
        " \(notice.text)", at: Position(column: 0, row: row), style: Style(notice.isBad ? .bad : .text), width: columns)
    }
    if model.journey?.step == .welcome {
      return frame.write(
        " This terminal: \(model.environment.terminal).", at: Position(column: 0, row: row), style: .dim, width: columns
      )
    }
    let said = model.isOpen ? model.dialogs.last?.message : nil
    let text = [said ?? "", sameAs].filter { !$0.isEmpty }.joined(separator: "   ")
    frame.write(" \(text)", at: Position(column: 0, row: row), style: said == nil ? .dim : .text, width: columns)
  }

  private static func draw(_ prompt: Prompt, _ model: PortalModel, row: Int, _ frame: inout Frame) {
    let columns = frame.size.columns
    frame.write(" \(prompt.mark)", at: Position(column: 0, row: row), style: Style(.accent, bold: true), width: columns)
    let start = TextWidth.columns(of: prompt.mark) + 1
    let before = TextWidth.columns(of: prompt.input.cursorLine.before)
    // A long text is shown around its cursor.
    let skipped = max(0, before - (columns - start - 2))
    frame.write(
      String(prompt.input.text.dropFirst(skipped)), at: Position(column: start, row: row), width: columns - start)
    frame.cursor = Position(column: min(columns - 1, start + before - skipped), row: row)

    let used = start + TextWidth.columns(of: prompt.input.text) - skipped
    let rest = Rect(column: used, row: row, columns: columns - used - 1, rows: 1)
    if let problem = prompt.problem {
      frame.right(problem, in: rest, after: 1, style: Style(.bad))
    } else if prompt.kind == .command, let best = model.completions(of: prompt.input.text).first {
      let reason = best.disabledReason.map { "\(best.name): \($0)" }
      frame.right(reason ?? "\(best.name): \(best.description)", in: rest, after: 1)
    }
  }

  /// At most six keys for the focus, then the help.
  static func hints(_ model: PortalModel, row: Int, _ frame: inout Frame) {
    let columns = frame.size.columns
    if model.prompt?.kind == .command { return completions(model, row: row, &frame) }
    // While a field has the focus, `?` is a character like any other.
    let key = model.isTyping ? "F1" : "?"
    let help = model.prompt == nil && model.help == nil ? "\(key) help" : ""
    // Two blanks at least before the help.
    let room = columns - help.count - 3
    var column = 1
    for binding in model.bindings.filter({ $0.disabledReason == nil && !$0.keys.isEmpty }).prefix(6) {
      let width = TextWidth.columns(of: binding.keyText) + 1 + TextWidth.columns(of: binding.label)
      guard column + width <= room else { break }
      frame.write(binding.keyText, at: Position(column: column, row: row), style: Style(.accent))
      frame.write(
        binding.label, at: Position(column: column + TextWidth.columns(of: binding.keyText) + 1, row: row), style: .dim)
      column += width + 3
    }
    guard !help.isEmpty else { return }
    frame.write(key, at: Position(column: columns - help.count - 1, row: row), style: Style(.accent))
    frame.write("help", at: Position(column: columns - 5, row: row), style: .dim)
  }

  private static func completions(_ model: PortalModel, row: Int, _ frame: inout Frame) {
    guard let text = model.prompt?.input.text else { return }
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let choices =
      words.count > 1
      ? model.argumentChoices(words[0]).filter { $0.hasPrefix(words[1]) } : model.completions(of: text).map(\.name)
    frame.write(
      " " + choices.joined(separator: "   "), at: Position(column: 0, row: row), style: .dim, width: frame.size.columns)
  }
}
