internal import Domain
internal import PortalModel
internal import Screen

/// A further grant for a stored secret.
enum AddGrantView {
  static func body(_ state: AddGrantForm, columns: Int) -> DialogBody {
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped(
      "", "One stored secret can back several grants, each for another principal and with its own limits.",
      columns: columns, style: .dim)
    lines.append(.empty)
    lines += PanelLine.fields(
      ["secret", "name", "for", "who", "label", "strict", "expires"], of: state.form, columns: columns)
    if let secret = state.secret {
      lines.append(.rule("What it may reach"))
      lines.append(.pair("Sent to", secret.binding.origins.map(\.description).joined(separator: ", ")))
      lines.append(.pair("Sent as", secret.injection.summary, note: "from the secret, the same for all its grants"))
    }
    lines += DialogViews.failure(state.problem, columns: columns)
    return DialogBody(lines: lines + [.empty], footer: PanelLine.buttons(of: state.form, columns: columns))
  }
}
