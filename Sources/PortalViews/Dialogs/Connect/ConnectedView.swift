internal import Domain
internal import PortalModel
internal import Screen

/// The grant that came of it: whose account, what was given of what was asked, and how to go on.
enum ConnectedView {
  static func body(_ summary: GrantSummary, _ state: ConnectDialog, columns: Int) -> DialogBody {
    let connection = summary.source.connection
    let account = Printable.text(connection?.account ?? "", limit: 60)
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped(
      "", account.isEmpty ? "Connected at \(state.providerName)." : "Connected: \(account) at \(state.providerName).",
      columns: columns, style: Style(.accent, bold: true))
    lines.append(.empty)
    lines.append(.pair("grant_id", summary.id.description, note: "y copies it"))
    let label = summary.grant.label.isEmpty ? "" : ", \(Printable.text(summary.grant.label))"
    lines.append(.pair("For", summary.grant.principal.description + label))
    if let tokens = summary.connectionState {
      lines += PanelLine.wrapped("Access", tokens.access(now: state.now), columns: columns)
      lines += scopes(asked: connection?.scopesAsked ?? [], given: tokens.scopesGiven, columns: columns)
    }
    lines.append(.rule("Use it"))
    lines.append(.pair("", "t   try a request"))
    lines.append(.pair("", "Y   copy the call as a command"))
    lines.append(.pair("", "p   narrow it: methods and paths"))
    return DialogBody(lines: lines + [.empty], footer: PanelLine.buttons(of: state.form, columns: columns))
  }

  private static func scopes(asked: [String], given: [String], columns: Int) -> [PanelLine] {
    let missing = asked.filter { !given.contains($0) }
    let unasked = given.filter { !asked.contains($0) }
    guard !asked.isEmpty || !given.isEmpty else { return [] }
    var lines: [PanelLine] = [.rule("Scopes", note: missing.isEmpty ? "as asked" : "not all that was asked")]
    lines += row("Given", asked.filter(given.contains), columns: columns)
    lines += row("Not given", missing, columns: columns, style: Style(.warn))
    return lines + row("Also given", unasked, columns: columns)
  }

  private static func row(_ name: String, _ scopes: [String], columns: Int, style: Style = .text) -> [PanelLine] {
    scopes.isEmpty
      ? [] : PanelLine.wrapped(name, Printable.text(scopes.joined(separator: "   ")), columns: columns, style: style)
  }
}
