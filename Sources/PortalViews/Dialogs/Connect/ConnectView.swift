internal import Domain
internal import PortalModel
internal import Screen

/// A user's account connected: the form, the waiting, the grant.
enum ConnectView {
  static func body(_ state: ConnectDialog, columns: Int, rows: Int) -> DialogBody {
    switch state.phase {
    case .editing: form(state, columns: columns, rows: rows)
    case .running(let progress) where progress.device != nil && progress.stage == .waiting:
      DeviceCodeView.body(progress, state, columns: columns, rows: rows)
    case .running(let progress): ConnectProgressView.body(progress, state, columns: columns)
    case .connected(let summary): ConnectedView.body(summary, state, columns: columns)
    }
  }

  private static func form(_ state: ConnectDialog, columns: Int, rows: Int) -> DialogBody {
    let form = state.form
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped("", introduction(state), columns: columns, style: .dim)
    lines.append(.empty)
    if let reason = state.mended?.connectionState?.needsReauth {
      lines += PanelLine.wrapped("Because", Printable.text(reason), columns: columns, style: Style(.warn))
    }
    lines += PanelLine.fields(["app", "user", "label", "name", "way"], of: form, columns: columns)
    let footer = PanelLine.buttons(of: form, columns: columns)
    let below = DialogViews.failure(state.problem, columns: columns) + [.empty]
    if state.scopeIDs.isEmpty {
      lines += PanelLine.wrapped("Scopes", "none; the provider gives its usual access", columns: columns)
    } else {
      lines += ScopeLines.lines(
        state.scopeIDs, of: form, title: "Scopes the user is asked for", among: lines + footer + below,
        columns: columns, rows: rows)
    }
    return DialogBody(lines: lines + below, footer: footer)
  }

  private static func introduction(_ state: ConnectDialog) -> String {
    state.mended == nil
      ? "The user agrees at \(state.providerName). What it gives is sealed here and refreshed; you get a grant_id."
      : "The user agrees at \(state.providerName) once more. Programs go on with the same grant_id."
  }
}
