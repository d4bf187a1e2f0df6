internal import Domain
internal import PortalModel
internal import Screen

/// The decisions of then and of today: beside each other where there is room, else one below the other.
struct ExplanationColumns {
  let columns: Int
  private static let most = 3
  private static let gap = 2

  /// One aspect of a decision, as paragraphs.
  private struct Aspect {
    let name: String
    let texts: (Decision) -> [String]
    var style: (Decision) -> Style = { _ in .text }
  }

  private static var aspects: [Aspect] {
    [
      Aspect(name: "Verdict", texts: { [$0.verdict.rawValue] }, style: \.verdict.style),
      Aspect(name: "By", texts: { [$0.decider.description] }),
      Aspect(name: "Because", texts: { [reason($0)] }),
      Aspect(name: "Overruled", texts: { $0.overruled.isEmpty ? ["nothing"] : $0.overruled }),
      Aspect(name: "Otherwise", texts: changes),
    ]
  }

  func lines(_ explanation: Explanation) -> [PanelLine] {
    let then = ("Then, on \(explanation.entry.time.localDate)", explanation.then)
    let today = ("Today", explanation.today)
    if columns >= 96, let first = then.1, let second = today.1 {
      return [.rule("Policies of then, and of today")]
        + row("", [[then.0], [today.0]], [.dim, .dim])
        + Self.aspects.flatMap { aspect in
          row(aspect.name, [aspect.texts(first), aspect.texts(second)], [aspect.style(first), aspect.style(second)])
        }
    }
    if explanation.comparison == .same, let decision = explanation.then {
      return stacked("Policies of then, and of today", decision)
    }
    return [then, today].flatMap { name, decision in decision.map { stacked(name, $0) } ?? [] }
  }

  private func stacked(_ title: String, _ decision: Decision) -> [PanelLine] {
    [.rule(title)] + Self.aspects.flatMap { row($0.name, [$0.texts(decision)], [$0.style(decision)]) }
  }

  /// Cells side by side, each as many lines as it needs.
  private func row(_ name: String, _ cells: [[String]], _ styles: [Style]) -> [PanelLine] {
    let left = PanelLine.valueColumn
    let width = (columns - left - 2 - Self.gap * (cells.count - 1)) / cells.count
    let wrapped = cells.map { texts in texts.flatMap { TextWidth.wrap(Printable.text($0), columns: max(8, width)) } }
    return (0..<(wrapped.map(\.count).max() ?? 0)).map { index in
      var line = PanelLine.text(index == 0 ? name : "", .dim)
      for (column, parts) in wrapped.enumerated() where index < parts.count {
        line.pieces.append(
          PanelLine.Piece(
            text: parts[index], style: styles[column], column: left + column * (width + Self.gap), width: width))
      }
      return line
    }
  }

  /// Without the decider, which stands above it.
  private static func reason(_ decision: Decision) -> String {
    let prefix = "\(decision.decider): "
    return decision.reason.hasPrefix(prefix) ? String(decision.reason.dropFirst(prefix.count)) : decision.reason
  }

  private static func changes(_ decision: Decision) -> [String] {
    if !decision.changes.isEmpty { return Array(decision.changes.prefix(most)) }
    if !decision.remedy.isEmpty { return ["would pass: \(decision.remedy)"] }
    return ["no single change to the call"]
  }
}
