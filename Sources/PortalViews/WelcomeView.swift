internal import PortalModel
internal import Screen

/// The quietest screen: one sentence says what it is, and what the choice touches is said before Enter.
enum WelcomeView {
  private static let explanations = [
    "encrypted, on this machine, nothing leaves it", "a throw-away vault full of examples, offline",
    "from a backup file or another folder",
  ]

  static func draw(_ journey: Journey, _ model: PortalModel, in rect: Rect, _ frame: inout Frame) {
    // In the middle, but not so far right that a line would be cut.
    let left = max(2, min((rect.columns - 62) / 2, rect.columns - 73))
    let room = rect.columns - left
    var row = rect.row + max(0, (rect.rows - 17) / 2)
    frame.write(
      "Keys stay here. Programs get a grant_id.", at: Position(column: left + 1, row: row),
      style: Style(.text, bold: true), width: room - 1)
    frame.write(
      "There is no vault on this machine yet. What first?", at: Position(column: left + 1, row: row + 2),
      width: room - 1)
    row += rect.rows >= 20 ? 5 : 4
    for (index, name) in Journey.choices.enumerated() {
      frame.write("\(index + 1)", at: Position(column: left + 1, row: row), style: Style(.accent))
      frame.write(name, at: Position(column: left + 4, row: row), width: room - 4)
      frame.write(explanations[index], at: Position(column: left + 22, row: row), style: .dim, width: room - 22)
      if index == journey.choice { frame.bar(Rect(column: left, row: row, columns: min(room - 1, 19), rows: 1)) }
      row += rect.rows >= 16 ? 2 : 1
    }
    row += rect.rows >= 22 ? 2 : 0
    for (name, value) in facts(model) where row < rect.endRow {
      frame.write(name, at: Position(column: left + 1, row: row), style: .dim)
      frame.write(value, at: Position(column: left + 20, row: row), width: room - 20)
      row += 1
    }
  }

  private static func facts(_ model: PortalModel) -> [(String, String)] {
    [
      ("It will live in", model.environment.vaultLocation), ("Readable by", "\(model.environment.user) only (0700)"),
      ("Opened by", "your passphrase; a recovery kit is the second way in"),
    ]
  }
}
