internal import Domain
internal import PortalModel
internal import Screen

/// The columns of the table of rules for a width.
struct PolicyTable {
  static let effectColumn = 5

  private let columns: Int
  private let places: [(part: String, column: Int, width: Int)]

  /// - Parameter columns: of the dialog's inside.
  init(columns: Int) {
    self.columns = columns
    // All four effects in a row where there is room, else the chosen one.
    let (effect, methods) = columns >= 98 ? (25, 16) : (8, 12)
    let methodsColumn = Self.effectColumn + effect + 2
    let hostColumn = methodsColumn + methods + 2
    let room = max(16, columns - hostColumn - 1)
    let host = room * 2 / 5
    places = [
      ("effect", Self.effectColumn, effect), ("methods", methodsColumn, methods), ("host", hostColumn, host - 2),
      ("path", hostColumn + host, room - host),
    ]
  }

  var header: PanelLine {
    PanelLine(pieces: places.map { PanelLine.Piece(text: $0.part, style: .dim, column: $0.column) })
  }

  func row(_ row: Int, number: Int, _ form: Form) -> [PanelLine] {
    var line = PanelLine(pieces: [
      PanelLine.Piece(text: String(number), style: .dim, column: PanelLine.textColumn, width: 2)
    ])
    var problems: [PanelLine] = []
    for place in places {
      guard let field = form["\(place.part).\(row)"] else { continue }
      let isFocused = form.isFocused(field.id)
      let (text, caret) = shown(field, width: place.width, isFocused: isFocused)
      let style: Style = field.problem == nil ? .text : Style(.bad)
      line.pieces.append(PanelLine.Piece(text: text, style: style, column: place.column, width: place.width))
      if isFocused {
        let width = max(1, min(place.width, TextWidth.columns(of: text))) + 1
        line.bar = PanelLine.Bar(column: place.column - 1, columns: width, cursor: place.column + caret)
      }
      if let problem = field.problem {
        problems += PanelLine.wrapped("", problem, columns: columns, style: Style(.bad), at: Self.effectColumn)
      }
    }
    return [line] + problems
  }

  /// The cell's text around its cursor, and the cursor's column in it.
  private func shown(_ field: FormField, width: Int, isFocused: Bool) -> (text: String, caret: Int) {
    switch field.value {
    case .choice(let options, let selected):
      let all = options.enumerated().map { $0 == selected ? "[\($1)]" : $1 }.joined(separator: " ")
      return (TextWidth.columns(of: all) <= width ? all : "[\(options[selected])]", 0)
    case .text(let input):
      let text = Printable.text(input.text)
      let caret = TextWidth.columns(of: Printable.text(input.cursorLine.before))
      let skipped = isFocused ? max(0, caret - width + 1) : 0
      return (String(text.dropFirst(skipped)), caret - skipped)
    default: return ("", 0)
    }
  }
}

extension PanelLine {
  /// Its name two columns further to the right, its value where values stand.
  var belowRow: PanelLine {
    var line = self
    for index in line.pieces.indices where line.pieces[index].column == Self.textColumn {
      line.pieces[index].column += 2
      line.pieces[index].width = line.pieces[index].width.map { $0 - 2 }
    }
    line.bar?.column += 2
    return line
  }
}
