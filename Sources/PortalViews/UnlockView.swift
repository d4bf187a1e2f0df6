internal import PortalModel
internal import Screen

/// The locked vault.
enum UnlockView {
  static func draw(_ unlock: UnlockScreen, _ model: PortalModel, in rect: Rect, _ frame: inout Frame) {
    let columns = CentredPanel.textColumns(in: rect)
    let words =
      unlock.usesRecovery
      ? "The code of the recovery kit, from your paper." : "The vault is locked. Your passphrase opens it."
    var lines = PanelLine.wrapped("", words, columns: columns) + [.empty]
    lines += PanelLine.fields(["value"], of: unlock.form, columns: columns)
    if let problem = unlock.problem {
      lines += PanelLine.wrapped("", problem, columns: columns, style: Style(.bad))
    }
    CentredPanel(title: "Unlock", note: model.environment.vaultLocation, lines: lines, form: unlock.form)
      .draw(in: rect, &frame)
  }
}
