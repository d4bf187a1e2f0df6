internal import Domain
internal import PortalModel
internal import Screen

/// A row of the log: what happened, what the policies of its time say of it, and what today's say.
enum ExplanationView {
  static func body(_ state: ExplanationDialog, columns: Int) -> DialogBody {
    let entry = state.explanation.entry
    let event = entry.event
    var lines: [PanelLine] = [.empty]
    lines.append(.pair("When", entry.time.description, note: "\(entry.time.localTime) here"))
    lines.append(.pair("Who", who(event)))
    lines.append(.pair("What", what(event)))
    if !event.subject.isEmpty { lines.append(.pair("With", Printable.text(event.subject, limit: 64))) }
    lines.append(.rule("What happened"))
    lines += decided(event)
    // Where the policies of then give the same reason it stands below.
    if !event.reason.isEmpty, event.reason != state.explanation.then?.reason {
      lines += PanelLine.wrapped("Because", Printable.text(event.reason), columns: columns)
    }
    lines += outcome(entry, columns: columns)
    lines += decisions(state, columns: columns)
    return DialogBody(lines: lines, top: state.top)
  }

  private static func who(_ event: AuditEvent) -> String {
    let name = event.caller.isEmpty ? "-" : Printable.text(event.caller, limit: 64)
    return event.pid > 0 ? "\(name), pid \(event.pid)" : name
  }

  private static func what(_ event: AuditEvent) -> String {
    event.method.isEmpty
      ? event.kind.inWords : "\(event.method) \(Printable.text(event.host + event.path, limit: 400))"
  }

  /// `deny   by stripe-guard v3 rule 1`.
  private static func decided(_ event: AuditEvent) -> [PanelLine] {
    guard !event.decision.isEmpty else { return [] }
    let verdict = Printable.text(event.decision)
    var line = PanelLine.pair("Decided", verdict, style: Decision.Verdict(rawValue: event.decision)?.style ?? .text)
    if !event.rule.isEmpty {
      let column = PanelLine.valueColumn + TextWidth.columns(of: verdict) + 3
      line.pieces.append(PanelLine.Piece(text: "by \(Printable.text(event.rule))", column: column))
    }
    return [line]
  }

  private static func outcome(_ entry: AuditEntry, columns: Int) -> [PanelLine] {
    switch entry.event.kind {
    case .denied: return [.pair("Sent", "nothing: the key was not unsealed")]
    case .asked: return [.pair("Sent", "nothing by this row: the call had to wait for an approval")]
    case .intent:
      guard let outcome = entry.outcome?.event else { return [.pair("Sent", "yes; it has not ended yet")] }
      let took = outcome.milliseconds.map { " after \(Printable.duration(milliseconds: $0))" } ?? ""
      if let status = outcome.status { return [.pair("Answer", "\(status)\(took)")] }
      return PanelLine.wrapped("Failed", Printable.text(outcome.reason) + took, columns: columns)
    default: return []
    }
  }

  private static func decisions(_ state: ExplanationDialog, columns: Int) -> [PanelLine] {
    let explanation = state.explanation
    guard explanation.then != nil || explanation.today != nil else {
      let isCall = !explanation.entry.event.method.isEmpty
      let text = isCall ? "Its grant is gone." : "This row is no call, so no policy decides it."
      return [.rule("Policies")] + PanelLine.wrapped("", text, columns: columns)
    }
    var lines = ExplanationColumns(columns: columns).lines(explanation)
    lines.append(.rule())
    if let words = state.comparison { lines += PanelLine.wrapped("", words, columns: columns) }
    if let mend = state.mend { lines += PanelLine.wrapped("p mends it", mend.inWords, columns: columns) }
    lines += PanelLine.wrapped("", state.notKnown, columns: columns, style: .dim)
    return lines
  }
}
