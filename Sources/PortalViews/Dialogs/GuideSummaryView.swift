internal import DecisionGuide
internal import Domain
internal import PortalModel
internal import Screen

/// All providers under one another: what is usual with each, and why.
enum GuideSummaryView {
  static func body(_ state: GuideDialog, columns: Int) -> DialogBody {
    let usual = 20
    let why = 40
    var header = PanelLine.text("provider", .dim)
    header.pieces.append(PanelLine.Piece(text: "usually", style: .dim, column: usual))
    header.pieces.append(PanelLine.Piece(text: "why", style: .dim, column: why))
    var lines: [PanelLine] = [.empty, header]
    for guide in state.shown {
      let name = Printable.text(guide.providerName, limit: usual - 4)
      let isSelected = guide.provider == state.list.selected
      let reason = isSelected ? TextWidth.wrap(guide.reason, columns: max(12, columns - why - 2)) : [guide.reason]
      for (index, part) in reason.enumerated() {
        var line = PanelLine()
        if index == 0 {
          line.pieces.append(PanelLine.Piece(text: name, column: PanelLine.textColumn, width: usual - 3))
          line.pieces.append(PanelLine.Piece(text: word(guide), column: usual, width: why - usual - 2))
          if isSelected { line.bar = PanelLine.Bar(column: 1, columns: TextWidth.columns(of: name) + 1) }
        }
        line.pieces.append(PanelLine.Piece(text: part, style: .dim, column: why))
        lines.append(line)
      }
    }
    return DialogBody(lines: lines)
  }

  private static func word(_ guide: ProviderGuide) -> String {
    guard let usual = guide.usual else { return "it depends" }
    if guide.ways.count == 1 { return usual == .oauth ? "OAuth only" : "secret only" }
    return Guide.general.branch(usual).title
  }
}
