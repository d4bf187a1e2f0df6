internal import DecisionGuide
internal import Domain
internal import PortalModel
internal import Screen

/// For whoever is still unsure: when each way is right, every reason and risk, and other questions to ask oneself.
enum GuideAdviceView {
  static func lines(_ state: GuideDialog, columns: Int) -> [PanelLine] {
    var lines: [PanelLine] = [.empty]
    for advice in Guide.general.unsure {
      lines += PanelLine.wrapped("", advice.ask, columns: columns)
      lines += PanelLine.wrapped("", advice.answer, columns: columns, style: .dim, at: 4)
    }
    lines.append(.empty)
    if let guide = state.guide, state.isKnownProvider {
      lines.append(
        .rule(
          "With \(guide.providerName)",
          note: guide.usual.map { "usually \(Guide.general.branch($0).title)" } ?? "it depends"))
      lines += PanelLine.wrapped("", guide.reason, columns: columns)
      for way in guide.ways {
        guard let method = guide.method(way) else { continue }
        lines.append(.text("\(Guide.general.branch(way).title): \(method.name)"))
        lines += PanelLine.wrapped(
          "", [method.when, method.strength].filter { !$0.isEmpty }.joined(separator: " "), columns: columns,
          style: .dim, at: 4)
      }
      lines.append(.empty)
    }
    if let recommendation = state.recommendation, !state.answers.isEmpty {
      lines.append(.rule("By your answers", note: "rule \(recommendation.rule)"))
      lines += PanelLine.wrapped("", recommendation.headline, columns: columns)
      lines += reasons(recommendation, columns: columns, skipping: 0)
      lines.append(.empty)
    }
    lines += PanelLine.wrapped("", Guide.general.sameForBothLong, columns: columns)
    return lines
  }

  static func reasons(_ recommendation: Recommendation, columns: Int, skipping count: Int) -> [PanelLine] {
    recommendation.reasons.dropFirst(count).flatMap { PanelLine.wrapped("Because", $0, columns: columns) }
      + recommendation.risks.flatMap { PanelLine.wrapped("Mind", $0, columns: columns) }
  }
}
