internal import PortalModel
internal import Screen

/// A new caller, from its name to its end.
enum CallerFormView {
  static func body(_ state: CallerForm, columns: Int, rows: Int) -> DialogBody {
    var before: [PanelLine] = [.empty]
    before += PanelLine.fields(["name", "kind", "grants", "rights"], of: state.form, columns: columns)
    var after: [PanelLine] = []
    if state.form.isOn("retrieve") {
      after += PanelLine.field("retrieve", of: state.form, columns: columns)
      after += PanelLine.wrapped(
        "", "Beware: this caller receives the token itself, and can use it outside the vault.", columns: columns,
        style: Style(.bad), at: PanelLine.valueColumn)
    } else {
      after += PanelLine.field("retrieve", of: state.form, columns: columns)
    }
    after.append(.rule("Its limits", note: "all optional"))
    after += PanelLine.fields(["addresses", "rate", "expires"], of: state.form, columns: columns)
    after += DialogViews.failure(state.problem, columns: columns)
    let footer = PanelLine.buttons(of: state.form, columns: columns)
    var lines = before
    if !state.rightFields.isEmpty {
      lines += ScopeLines.lines(
        state.rightFields, of: state.form, title: "What it may do", among: before + after, columns: columns,
        rows: rows == .max ? rows : rows - footer.count)
      lines.append(.rule())
    }
    return DialogBody(lines: lines + after + [.empty], footer: footer)
  }
}
