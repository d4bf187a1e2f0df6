internal import Domain
internal import PortalModel
internal import ProviderCatalog
internal import Screen

/// The developer's registration at a provider.
enum OAuthAppView {
  static func body(_ state: OAuthAppForm, columns: Int, rows: Int) -> DialogBody {
    if let stored = state.stored { return next(stored, state, columns: columns) }
    let form = state.form
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped(
      "", "Register the redirect URI, store what you get, then connect an account.",
      columns: columns, style: .dim)
    lines.append(.empty)
    lines += PanelLine.fields(["provider"], of: form, columns: columns)
    if let page = state.page {
      lines.append(.pair("Register at", Printable.text(page), note: "Ctrl-o opens it"))
    }
    lines += PanelLine.fields(["redirect"], of: form, columns: columns)
    lines += redirectNote(state, columns: columns)
    lines += PanelLine.fields(["name", "client", "secret"], of: form, columns: columns)
    let footer = PanelLine.buttons(of: form, columns: columns)
    let below =
      PanelLine.field("more", of: form, columns: columns) + DialogViews.failure(state.problem, columns: columns)
      + [.empty]
    lines += ScopeLines.lines(
      state.scopeIDs, of: form, title: "Scopes users are asked for", among: lines + footer + below, columns: columns,
      rows: rows)
    return DialogBody(lines: lines + below, footer: footer)
  }

  /// What is to be known of the redirect before it is registered.
  private static func redirectNote(_ state: OAuthAppForm, columns: Int) -> [PanelLine] {
    guard state.isLoopback else {
      return PanelLine.wrapped(
        "", "Not this machine: paste the address back at which the browser ends.", columns: columns, style: .dim,
        at: PanelLine.valueColumn)
    }
    guard let loopback = state.facts?.loopback, !["yes", "unknown", ""].contains(loopback) else { return [] }
    return PanelLine.wrapped(
      "", "A redirect to this machine: \(Printable.text(loopback)).", columns: columns, style: .dim,
      at: PanelLine.valueColumn)
  }

  private static func next(_ app: OAuthAppDraft, _ state: OAuthAppForm, columns: Int) -> DialogBody {
    let isSealed = app.clientSecret != nil
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped(
      "", "The OAuth app \(app.name) is stored\(isSealed ? "; its secret is sealed" : "; it has no secret").",
      columns: columns, style: Style(.accent, bold: true))
    lines.append(.empty)
    lines.append(.pair("Provider", Printable.text(app.provider)))
    lines.append(.pair("Client id", Printable.text(app.clientID)))
    lines.append(.pair("Redirect URI", Printable.text(app.redirectURI), note: "registered exactly so"))
    lines += PanelLine.wrapped(
      "Scopes", app.scopes.isEmpty ? "none" : Printable.text(app.scopes.joined(separator: "   ")), columns: columns)
    lines.append(.empty)
    lines += PanelLine.wrapped(
      "", "Now let a user agree: the account they connect becomes a grant, and your program calls by its grant_id.",
      columns: columns)
    return DialogBody(lines: lines + [.empty], footer: PanelLine.buttons(of: state.form, columns: columns))
  }
}
