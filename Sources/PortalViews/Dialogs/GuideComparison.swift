internal import DecisionGuide
internal import PortalModel
internal import Screen

/// The comparison of the two ways, with the bar down the chosen column.
enum GuideComparison {
  static func lines(chosen: Way?, columns: Int) -> [PanelLine] {
    columns >= 66 ? table(chosen, columns) : stacked(chosen, columns)
  }

  private static func table(_ chosen: Way?, _ columns: Int) -> [PanelLine] {
    let first = columns >= 96 ? 26 : 23
    let width = (columns - first - 4) / 2
    let second = columns >= 96 ? first + 38 : first + width + 2
    let guide = Guide.general
    func row(_ aspect: String, _ oauth: String, _ secret: String, isHeader: Bool = false) -> [PanelLine] {
      let cells = [(Way.oauth, oauth, first), (.managedSecret, secret, second)].map { way, text, column in
        (way: way, lines: TextWidth.wrap(text, columns: width), column: column)
      }
      return (0..<(cells.map(\.lines.count).max() ?? 1)).map { index in
        var line = PanelLine.text(index == 0 ? aspect : "", .dim)
        for cell in cells {
          let isChosen = cell.way == chosen
          line.pieces.append(
            PanelLine.Piece(
              text: index < cell.lines.count ? cell.lines[index] : "",
              style: Style(isChosen || chosen == nil ? .text : .dim, bold: isHeader), column: cell.column))
          if isChosen {
            line.pieces.append(PanelLine.Piece(text: "▌", style: Style(.selected), column: cell.column - 1))
          }
        }
        return line
      }
    }
    return row("", guide.oauth.title, guide.managedSecret.title, isHeader: true)
      + guide.comparison.flatMap { row($0.aspect, $0.oauth, $0.managedSecret) }
  }

  /// Where two columns have no room: each aspect with both ways under it.
  private static func stacked(_ chosen: Way?, _ columns: Int) -> [PanelLine] {
    Guide.general.comparison.flatMap { row in
      [PanelLine.text(row.aspect, .dim)]
        + Way.allCases.map { way in
          var line = PanelLine.text(way == .oauth ? "OAuth" : "secret", .dim, at: 4)
          line.pieces.append(PanelLine.Piece(text: row.text(of: way), column: 12))
          if way == chosen { line.pieces.append(PanelLine.Piece(text: "▌", style: Style(.selected), column: 3)) }
          return line
        }
    }
  }
}
