internal import Domain
internal import PortalModel
internal import Screen

/// The recovery kit: shown once, then four of its groups are asked back.
enum KitView {
  static func lines(_ kit: RecoveryKit, columns: Int) -> [PanelLine] {
    var lines = PanelLine.wrapped(
      "", "It opens the vault without the passphrase. Write it down or print it, and keep it away from this machine.",
      columns: columns)
    lines.append(.empty)
    let groups = Journey.groups(of: kit)
    for start in stride(from: 0, to: groups.count, by: 3) { lines.append(row(groups, from: start)) }
    lines.append(.empty)
    lines += PanelLine.wrapped("Vault", kit.vaultID.description, columns: columns)
    // 64 hexadecimal digits in two lines; an exchanged key is found by comparing.
    lines.append(.pair("Signs with", String(kit.adminKey.prefix(32))))
    lines.append(.pair("", String(kit.adminKey.dropFirst(32))))
    lines.append(.empty)
    return lines
      + PanelLine.wrapped(
        "", "Next, four of the groups are asked: the paper is tested before it is believed.", columns: columns,
        style: .dim)
  }

  private static func row(_ groups: [Substring], from start: Int) -> PanelLine {
    var line = PanelLine()
    for index in start..<min(start + 3, groups.count) {
      let column = PanelLine.textColumn + (index - start) * 16
      line.pieces.append(.init(text: "\(index + 1)", style: .dim, column: column))
      line.pieces.append(.init(text: String(groups[index]), style: Style(.text, bold: true), column: column + 3))
    }
    return line
  }

  static func asked(_ journey: Journey, columns: Int) -> [PanelLine] {
    PanelLine.wrapped(
      "", "Type them from your paper. The vault is opened with them, nothing is changed.", columns: columns) + [.empty]
      + PanelLine.fields(journey.form.fields.map(\.id), of: journey.form, columns: columns)
  }
}
