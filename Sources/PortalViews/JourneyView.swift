internal import Domain
internal import PortalModel
internal import Screen

/// First run and the other ways through full screens.
enum JourneyView {
  static func draw(_ journey: Journey, _ model: PortalModel, in rect: Rect, _ frame: inout Frame) {
    let columns = CentredPanel.textColumns(in: rect)
    switch journey.step {
    case .welcome: WelcomeView.draw(journey, model, in: rect, &frame)
    case .passphrase:
      CentredPanel(
        title: journey.purpose == .newPassphrase ? "Change the passphrase" : "Choose a passphrase",
        lines: passphrase(journey, columns: columns), form: journey.form
      ).draw(in: rect, &frame)
    case .restore:
      let box = CentredPanel(
        title: "Bring a vault from a backup",
        lines: PanelLine.wrapped("", "The backup stays as it is. Its passphrase opens the copy.", columns: columns)
          + [.empty] + PanelLine.fields(["file", "passphrase"], of: journey.form, columns: columns),
        form: journey.form
      ).draw(in: rect, &frame)
      guard box.endRow + 1 < rect.endRow else { return }
      frame.write(
        "An open vault in another folder: GATEHOUSE_HOME=FOLDER gatehouse",
        at: Position(column: box.column + 4, row: box.endRow + 1), style: .dim, width: box.columns - 4)
    case .kit(let kit):
      CentredPanel(
        title: "Recovery kit", note: "shown once", lines: KitView.lines(kit, columns: columns), form: journey.form
      ).draw(in: rect, &frame)
    case .check:
      CentredPanel(
        title: "Recovery kit", note: "four groups, from the paper",
        lines: KitView.asked(journey, columns: columns), form: journey.form
      ).draw(in: rect, &frame)
    }
  }

  private static func passphrase(_ journey: Journey, columns: Int) -> [PanelLine] {
    var lines = PanelLine.wrapped(
      "", "It opens the vault. It is stored nowhere; nobody can send it to you.", columns: columns)
    lines.append(.empty)
    lines += PanelLine.fields(["current", "passphrase", "again"], of: journey.form, columns: columns)
    lines += [.empty, strength(journey, columns: columns)]
    lines += PanelLine.wrapped(
      "Opening", "takes about 0.4 s here, and as long for every guess", columns: columns)
    lines.append(.empty)
    if let words = journey.madeWords?.text() {
      lines += PanelLine.wrapped("Six words", words, columns: columns, style: Style(.text, bold: true))
      lines += PanelLine.wrapped("", "Write them down; they go when you type them once more.", columns: columns)
    } else if let reason = journey.strength?.reason {
      lines += PanelLine.wrapped("", "Too easy to guess: \(reason).", columns: columns, style: Style(.warn))
    } else {
      lines += PanelLine.wrapped("", "Ctrl-g makes six words you can remember.", columns: columns)
    }
    guard journey.purpose == .firstRun else { return lines }
    return lines + [.empty]
      + PanelLine.wrapped("", "Step 2 shows the recovery kit, to print or to write down.", columns: columns)
  }

  /// The bar moves with every key press and has a number beside it.
  private static func strength(_ journey: Journey, columns: Int) -> PanelLine {
    let bits = journey.strength?.bits ?? 0
    let length = columns < 66 ? 8 : 20
    let full = max(0, min(length, Int(bits / 92 * Double(length) + 0.5)))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: length - full)
    let words = journey.strength == nil ? "50 bits are needed" : "about \(Int(bits)) bits; 50 are needed"
    let style: Style = journey.strength == nil ? .dim : Style(journey.strength?.reason == nil ? .good : .warn)
    return .pair("Strength", "\(bar)   \(words)", style: style)
  }
}
