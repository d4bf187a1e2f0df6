internal import Domain
internal import PortalModel
internal import Screen

/// A new value for a stored secret.
enum RotateView {
  static func body(_ state: RotateDialog, columns: Int) -> DialogBody {
    var lines: [PanelLine] = [.empty]
    for name in state.secret.injection.fieldNames + state.secret.injection.optionalFieldNames {
      lines += PanelLine.field("secret.\(name)", of: state.form, columns: columns)
    }
    for warning in state.warnings {
      lines += PanelLine.wrapped("Beware", Printable.text(warning), columns: columns, style: Style(.bad))
    }
    lines.append(.rule("What stays"))
    lines += PanelLine.wrapped(
      "Grants", state.grants.isEmpty ? "none" : state.grants.joined(separator: "   "), columns: columns)
    lines.append(.pair("grant_id", "the same; no program needs to change"))
    lines.append(.pair("Sent to", state.secret.binding.origins.map(\.description).joined(separator: ", ")))
    lines.append(.pair("Sent as", state.secret.injection.summary))
    lines.append(.rule("Before it is stored"))
    if let test = state.secret.test {
      lines.append(.pair("Test", "\(test.method) \(Printable.text(test.url))", note: "reads, changes nothing"))
    } else {
      lines.append(.pair("Test", "no harmless call is known, so it is stored untested"))
    }
    lines += PanelLine.wrapped(
      "", "Revoke the old key at the provider once programs run with the new one.", columns: columns, style: .dim)
    return DialogBody(lines: lines + [.empty], footer: PanelLine.buttons(of: state.form, columns: columns))
  }
}
