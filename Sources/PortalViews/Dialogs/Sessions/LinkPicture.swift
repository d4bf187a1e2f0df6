internal import Domain
internal import PortalModel
internal import Screen

/// A link as a QR code, black on white whatever the theme, with the link itself below it or beside it.
enum LinkPicture {
  /// The fewest columns the words beside the picture need.
  private static let narrowest = 24
  private static let quietZones = [4, 3, 2]

  /// - Parameter url: nil while it is not known yet.
  static func body(_ url: String?, problem: PortalFailure?, words: String, columns: Int, rows: Int) -> DialogBody {
    guard let url else {
      let failure = DialogViews.failure(problem, columns: columns)
      return DialogBody(lines: failure.isEmpty ? [.empty, .text("…", .dim)] : failure)
    }
    guard let code = QRCode(fitting: url) else {
      return DialogBody(
        lines: [.empty] + PanelLine.wrapped("", "The link is too long for a QR code.", columns: columns)
          + [.empty] + link(url, columns: columns))
    }
    for zone in quietZones {
      let picture = code.rows(quietZone: zone)
      let side = code.size + 2 * zone
      let below = link(url, columns: columns)
      if picture.count + below.count <= rows, side + 4 <= columns {
        let note = reach(url, columns: columns)
        let hasRoom = picture.count + below.count + note.count <= rows
        return DialogBody(lines: drawn(picture) + below + (hasRoom ? note : []), top: 0)
      }
      guard picture.count <= rows, side + 4 + narrowest <= columns else { continue }
      return DialogBody(lines: beside(picture, side, url, words, columns: columns), top: 0)
    }
    return tooSmall(code, url, columns: columns)
  }

  /// The broker listens on this machine alone.
  private static func reach(_ url: String, columns: Int, at column: Int = PanelLine.textColumn) -> [PanelLine] {
    guard url.hasPrefix("http://127.0.0.1:") else { return [] }
    return PanelLine.wrapped(
      "", "127.0.0.1 is this machine; a telephone needs a tunnel to it.", columns: columns, style: .dim, at: column)
  }

  /// Whole: it may have to be typed or selected.
  static func link(_ url: String, columns: Int, at column: Int = PanelLine.textColumn) -> [PanelLine] {
    TextWidth.wrap(Printable.text(url), columns: max(8, columns - column - 2))
      .map { .text($0, Style(.accent), at: column) }
  }

  private static func drawn(_ picture: [String]) -> [PanelLine] {
    picture.map { .text($0, .printed) }
  }

  private static func beside(
    _ picture: [String], _ side: Int, _ url: String, _ words: String, columns: Int
  ) -> [PanelLine] {
    let column = PanelLine.textColumn + side + 2
    let text =
      [.empty] + PanelLine.wrapped("", words, columns: columns, at: column) + [.empty]
      + link(url, columns: columns, at: column) + [.empty] + reach(url, columns: columns, at: column)
    return drawn(picture).enumerated().map { row, line in
      var line = line
      if row < text.count { line.pieces += text[row].pieces }
      return line
    }
  }

  /// Says what is missing; the message line and the borders take five rows.
  private static func tooSmall(_ code: QRCode, _ url: String, columns: Int) -> DialogBody {
    let zone = quietZones.last ?? 0
    let side = code.size + 2 * zone
    let needed = "\(side + 6 + narrowest)x\((side + 1) / 2 + 5)"
    return DialogBody(
      lines: [.empty]
        + PanelLine.wrapped(
          "", "The QR code needs a window of \(needed); make it larger, or its letters smaller.", columns: columns)
        + [.empty] + link(url, columns: columns))
  }
}
