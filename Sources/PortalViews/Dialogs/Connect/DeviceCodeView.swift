internal import Domain
internal import PortalModel
internal import Screen

/// The code for another device, its address, and the address as a picture for a phone.
enum DeviceCodeView {
  /// The fewest columns the words beside the picture need.
  private static let narrowest = 24

  static func body(_ progress: ConnectProgress, _ state: ConnectDialog, columns: Int, rows: Int) -> DialogBody {
    guard let device = progress.device else { return DialogBody(lines: []) }
    let picture = picture(device.code, columns: columns, rows: rows)
    let width = picture.first.map { TextWidth.columns(of: $0) + 2 } ?? 0
    var lines = words(device, progress, state, columns: columns - width)
    if picture.isEmpty, device.code != nil {
      lines += PanelLine.wrapped("", "A larger window has room for a QR code.", columns: columns, style: .dim)
    }
    while lines.count < picture.count { lines.append(.empty) }
    for (row, text) in picture.enumerated() {
      lines[row].pieces.append(PanelLine.Piece(text: text, style: .printed, column: columns - width))
    }
    return DialogBody(lines: lines, top: progress.top)
  }

  /// With as much white around it as there is room for; empty when there is too little.
  private static func picture(_ code: QRCode?, columns: Int, rows: Int) -> [String] {
    guard let code else { return [] }
    for quietZone in [4, 3, 2] {
      let side = code.size + 2 * quietZone
      if (side + 1) / 2 <= rows, side + 2 + narrowest <= columns { return code.rows(quietZone: quietZone) }
    }
    return []
  }

  private static func words(
    _ device: ConnectProgress.Device, _ progress: ConnectProgress, _ state: ConnectDialog, columns: Int
  ) -> [PanelLine] {
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped("", "On any device the user opens", columns: columns)
    lines += PanelLine.wrapped("", Printable.text(device.url), columns: columns, style: Style(.accent))
    lines += PanelLine.wrapped("", "and types", columns: columns)
    lines += code(device.userCode, columns: columns)
    let isOver = device.expiresAt <= state.now
    lines += PanelLine.wrapped(
      "", isOver ? "The code has expired." : ConnectProgressView.sentence(progress, state.providerName),
      columns: columns, style: isOver ? Style(.bad) : .text)
    if let seconds = progress.slowedDown {
      lines += PanelLine.wrapped(
        "", "\(state.providerName) wants patience: it is asked every \(seconds) s.", columns: columns, style: .dim)
    }
    return lines
  }

  /// The code in a frame, its letters apart where there is room.
  private static func code(_ text: String, columns: Int) -> [PanelLine] {
    let text = Printable.text(text, limit: 40)
    let apart = text.map(String.init).joined(separator: " ")
    let shown = TextWidth.columns(of: apart) + 8 <= columns ? apart : text
    let edge = String(repeating: "─", count: TextWidth.columns(of: shown) + 4)
    let border = Style(.border)
    var middle = PanelLine.text("│", border)
    middle.pieces.append(PanelLine.Piece(text: shown, style: Style(.accent, bold: true), column: 5))
    middle.pieces.append(
      PanelLine.Piece(text: "│", style: border, column: PanelLine.textColumn + edge.count + 1))
    return [.text("┌\(edge)┐", border), middle, .text("└\(edge)┘", border)]
  }
}
