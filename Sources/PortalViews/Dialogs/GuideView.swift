internal import DecisionGuide
internal import Domain
internal import PortalModel
internal import Screen

/// The decision guide.
enum GuideView {
  static func body(_ state: GuideDialog, columns: Int, rows: Int) -> DialogBody {
    switch state.stage {
    case .choosing: choosing(state, columns: columns, rows: rows)
    case .asking: DialogBody(lines: asking(state, columns: columns), top: state.top)
    case .answered: answered(state, columns: columns, rows: rows)
    case .summary: GuideSummaryView.body(state, columns: columns)
    case .unsure: DialogBody(lines: GuideAdviceView.lines(state, columns: columns), top: state.top)
    }
  }

  private static func choosing(_ state: GuideDialog, columns: Int, rows: Int) -> DialogBody {
    let general = Guide.general
    var lines: [PanelLine] = [.empty] + PanelLine.wrapped("", general.question.ask, columns: columns)
    lines += tree(
      [
        Branch(label: "yes", title: general.oauth.title, example: general.oauth.exampleShort),
        Branch(label: "no", title: general.managedSecret.title, example: general.managedSecret.exampleShort),
      ], marked: nil, columns: columns)
    lines.append(.empty)
    lines.append(.rule("Which provider", note: "type to filter"))
    var filter = PanelLine.pair("Filter", Printable.text(state.filter.text))
    filter.pieces.append(
      PanelLine.Piece(
        text: "\(state.list.count) of \(state.guides.count)", style: .dim, column: 0, isRight: true))
    lines.append(filter)
    for guide in state.shown {
      var line = PanelLine.text(Printable.text(guide.providerName, limit: 28))
      line.pieces.append(
        PanelLine.Piece(text: Printable.text(guide.summary), style: .dim, column: min(32, columns / 2)))
      if guide.provider == state.list.selected {
        line.bar = PanelLine.Bar(column: 1, columns: TextWidth.columns(of: guide.providerName) + 1)
      }
      lines.append(line)
    }
    if state.list.count == 0 { lines.append(.text("No provider of this name. Esc clears the filter.", .dim)) }
    return DialogBody(lines: lines)
  }

  private static func asking(_ state: GuideDialog, columns: Int) -> [PanelLine] {
    guard let guide = state.guide else { return [] }
    var lines: [PanelLine] = [.empty] + questions(state, columns: columns)
    lines.append(.empty)
    lines.append(
      .rule("What most applications do", note: guide.usual.map { Guide.general.branch($0).title } ?? "it depends"))
    lines.append(.empty)
    lines += PanelLine.wrapped("", guide.reason, columns: columns)
    for way in guide.ways {
      guard let method = guide.method(way) else { continue }
      lines.append(.empty)
      lines.append(.text("\(Guide.general.branch(way).title): \(method.name)"))
      lines += PanelLine.wrapped("", method.when, columns: columns, style: .dim, at: 4)
      if !method.strength.isEmpty {
        lines += PanelLine.wrapped("", method.strength, columns: columns, style: .dim, at: 4)
      }
    }
    return lines
  }

  private static func answered(_ state: GuideDialog, columns: Int, rows: Int) -> DialogBody {
    guard let guide = state.guide, let recommendation = state.recommendation else { return DialogBody(lines: []) }
    // A small screen keeps the question and the answer, and leaves its rows to the recommendation.
    let asked = rows < 24 ? given(state, columns: columns) : questions(state, columns: columns)
    var lines: [PanelLine] = [.empty] + asked
    if !guide.questions.isEmpty { lines.append(.empty) }
    lines.append(
      .rule("Recommendation", note: "rule \(recommendation.rule), \(recommendation.certainty.rawValue)"))
    lines.append(.empty)
    lines += PanelLine.wrapped("", recommendation.headline, columns: columns, style: Style(.accent, bold: true))
    lines += PanelLine.wrapped("", recommendation.reasons.first ?? guide.reason, columns: columns)
    lines.append(.empty)
    lines += GuideComparison.lines(chosen: recommendation.choice, columns: columns)
    lines.append(.empty)
    if !recommendation.otherWay.isEmpty {
      lines += PanelLine.wrapped("", recommendation.otherWay, columns: columns)
    }
    lines += PanelLine.wrapped("", Guide.general.sameForBoth, columns: columns, style: .dim)
    lines.append(.empty)
    let footer = PanelLine.buttons(of: state.form, columns: columns) + [.empty]
    let more = details(recommendation, columns: columns)
    if rows != .max, lines.count + more.count + 1 + footer.count <= rows { lines += more + [.empty] }
    return DialogBody(lines: lines, footer: footer, top: state.top)
  }

  /// The further reasons and the risks, where the screen has room for them; the advice always has them.
  private static func details(_ recommendation: Recommendation, columns: Int) -> [PanelLine] {
    GuideAdviceView.reasons(recommendation, columns: columns, skipping: 1)
  }

  struct Branch {
    let label: String
    let title: String
    let example: String
  }

  /// The question that has the bar with its answers as a tree; earlier ones on a line with what was answered.
  private static func questions(_ state: GuideDialog, columns: Int) -> [PanelLine] {
    guard let guide = state.guide, let question = state.question else { return [] }
    return given(state, before: state.questionIndex, columns: columns)
      + PanelLine.wrapped("", question.ask, columns: columns)
      + tree(
        question.answers.map { branch($0, question: question, guide: guide) }, marked: state.answerIndex,
        columns: columns)
  }

  /// Questions on a line each, with what was answered.
  private static func given(_ state: GuideDialog, before end: Int = .max, columns: Int) -> [PanelLine] {
    (state.guide?.questions ?? []).prefix(end).flatMap { question in
      let answer = question.answers.first { $0.id == state.answers[question.id] }?.label ?? ""
      return PanelLine.wrapped("", "\(question.ask)  \(answer)", columns: columns, style: .dim)
    }
  }

  private static func branch(_ answer: Question.Answer, question: Question, guide: ProviderGuide) -> Branch {
    guard question == Guide.general.question else {
      return Branch(label: answer.label, title: answer.means, example: "")
    }
    let way: Way = answer.id == "yes" ? .oauth : .managedSecret
    let example = guide.method(way)?.example ?? Guide.general.branch(way).exampleShort
    return Branch(label: answer.label, title: Guide.general.branch(way).title, example: example)
  }

  /// `├── yes    OAuth connection    a shop owner links their own Stripe account to your platform`.
  private static func tree(
    _ branches: [Branch], marked: Int?, columns: Int
  ) -> [PanelLine] {
    let labels = max(3, branches.map { TextWidth.columns(of: $0.label) }.max() ?? 0)
    let titles = branches.map { TextWidth.columns(of: $0.title) }.max() ?? 0
    return branches.enumerated().flatMap { index, branch in
      let isLast = index == branches.count - 1
      let text = 6 + labels + 4
      var line = PanelLine.text(isLast ? "└──" : "├──", Style(.border))
      line.pieces.append(PanelLine.Piece(text: branch.label, style: Style(.text, bold: index == marked), column: 6))
      line.pieces.append(PanelLine.Piece(text: branch.title, column: text))
      var lines = [line]
      let example = text + titles + 4
      if !branch.example.isEmpty {
        if example + TextWidth.columns(of: branch.example) + 2 <= columns {
          lines[0].pieces.append(PanelLine.Piece(text: branch.example, style: .dim, column: example))
        } else {
          lines += PanelLine.wrapped("", branch.example, columns: columns, style: .dim, at: text)
          if !isLast {
            for more in lines.indices.dropFirst() {
              lines[more].pieces.append(PanelLine.Piece(text: "│", style: Style(.border), column: 2))
            }
          }
        }
      }
      if index == marked {
        lines[0].bar = PanelLine.Bar(column: 1, columns: 5 + TextWidth.columns(of: branch.label))
      }
      return lines
    }
  }
}
