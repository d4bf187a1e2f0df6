internal import PortalModel
internal import Screen

/// A box in the middle of a full screen, as high as its lines; where there is little room the empty lines go first, and
/// then it scrolls like a dialog.
struct CentredPanel {
  var title: String
  var note = ""
  var lines: [PanelLine]
  var form: Form

  static let widest = 76

  /// The columns that text may take inside, one being free on each side of what a dialog uses.
  static func textColumns(in rect: Rect) -> Int { min(widest, rect.columns) - 4 }

  /// - Returns: the box.
  @discardableResult
  func draw(in rect: Rect, _ frame: inout Frame) -> Rect {
    let columns = min(Self.widest, rect.columns)
    var footer = PanelLine.buttons(of: form, columns: columns - 4) + [.empty]
    var body = [.empty] + lines + [.empty]
    while body.count + footer.count + 2 > rect.rows {
      if let empty = body.lastIndex(where: \.isEmpty) {
        body.remove(at: empty)
      } else if footer.last?.isEmpty == true {
        footer.removeLast()
      } else {
        break
      }
    }
    let rows = min(rect.rows, body.count + footer.count + 2)
    let box = Rect(
      column: (rect.columns - columns) / 2, row: rect.row + (rect.rows - rows) / 2, columns: columns, rows: rows)
    Panel(title: title, note: note, lines: body.map(\.indented), footer: footer.map(\.indented))
      .draw(in: box, frame: &frame)
    return box
  }
}

extension PanelLine {
  fileprivate var isEmpty: Bool { pieces.isEmpty && !isRule }

  /// One column further in than in a dialog.
  fileprivate var indented: PanelLine {
    var line = self
    for index in line.pieces.indices { line.pieces[index].column += 1 }
    line.bar?.column += 1
    if let cursor = line.bar?.cursor { line.bar?.cursor = cursor + 1 }
    return line
  }
}
