internal import Domain

extension PortalModel {
  /// The news in a pane's title: its count, and the worst of its states.
  public func note(of pane: Pane) -> String {
    if pane == .audit { return auditNote }
    let total = panes.totals[pane] ?? 0
    guard overview != nil || pane == .providers else { return "" }
    guard total > 0 else { return "none yet" }
    let filter = panes.filter(of: pane)
    if !filter.isEmpty { return "\(panes[pane].count) of \(total), / \(Printable.text(filter, limit: 20))" }
    let bad = panes.rows[pane]?.values.count { $0.mood == .bad } ?? 0
    return Printable.count(total) + (bad > 0 ? ", \(bad) to mend" : "")
  }

  /// The same where there is little room.
  public func shortNote(of pane: Pane) -> String {
    if pane == .audit { return auditNews }
    let filter = panes.filter(of: pane)
    let count = panes[pane].count
    return filter.isEmpty ? Printable.count(count) : "\(count) of \(panes.totals[pane] ?? count)"
  }

  private var auditNote: String {
    var parts = ["\(Printable.count(audit.total)) event\(audit.total == 1 ? "" : "s")"]
    if let verification = audit.verification {
      if let problem = verification.problem {
        parts.append("damaged at \(Printable.count(problem.sequence))")
      } else if verification.events >= audit.total {
        parts.append("verified")
      } else {
        parts.append("\(Printable.count(verification.events)) verified")
      }
    }
    return (parts + [auditNews]).joined(separator: ", ")
  }

  private var auditNews: String {
    if audit.newAbove > 0 { return "\(audit.newAbove) new above" }
    return audit.isFollowing ? "live" : "held"
  }
}
