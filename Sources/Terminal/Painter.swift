internal import CTerminal
internal import Screen

/// Hands frames to ncurses, row by row where they differ from the one before; ncurses then writes the difference.
@TerminalActor struct Painter {
  /// What ncurses wants for a style.
  private struct Look {
    var attributes: Int32
    var foreground: Int32
    var background: Int32
  }

  let isUTF8: Bool
  let depth: ColorDepth
  /// Colours that the terminal has.
  let colors: Int
  var theme: Theme {
    didSet {
      looks = [:]
      shown = nil
    }
  }
  private var looks: [Style: Look] = [:]
  private var shown: Frame?

  init(theme: Theme, isUTF8: Bool, colors: Int, environment: [String: String]) {
    self.theme = theme
    self.isUTF8 = isUTF8
    self.colors = colors
    depth = Self.depth(colors: colors, environment: environment)
  }

  /// https://no-color.org: any text that is not empty switches colour off.
  nonisolated static func depth(colors: Int, environment: [String: String]) -> ColorDepth {
    if environment["NO_COLOR"]?.isEmpty == false { return .none }
    return colors >= 256 ? .palette : colors >= 8 ? .sixteen : .none
  }

  /// Forgets what the screen shows.
  mutating func invalidate() { shown = nil }

  mutating func paint(_ frame: Frame) {
    if frame == shown { return }
    let picture = theme.usesASCII || !isUTF8 ? frame.asciiBorders() : frame
    let old = shown?.size == frame.size ? shown : nil
    for row in 0..<min(frame.size.rows, Int(cterminal_rows())) {
      if let old, old.row(row) == frame.row(row) { continue }
      put(picture.row(row), row: row)
    }
    let cursor = frame.cursor ?? Position(column: 0, row: 0)
    cterminal_cursor(Int32(cursor.row), Int32(cursor.column), frame.cursor != nil)
    cterminal_flush()
    shown = frame
  }

  private mutating func put(_ cells: ArraySlice<Cell>, row: Int) {
    var scalars: [UInt32] = []
    for (column, cell) in cells.prefix(Int(cterminal_columns())).enumerated() where !cell.text.isEmpty {
      scalars.removeAll(keepingCapacity: true)
      for scalar in cell.text.unicodeScalars { scalars.append(isUTF8 || scalar.isASCII ? scalar.value : 0x3F) }
      let next = cells.startIndex + column + 1
      let columns = next < cells.endIndex && cells[next].text.isEmpty ? 2 : 1
      let look = look(of: cell.style)
      unsafe cterminal_put(
        Int32(row), Int32(column), scalars, Int32(scalars.count), Int32(columns), look.attributes, look.foreground,
        look.background)
    }
  }

  private mutating func look(of style: Style) -> Look {
    if let look = looks[style] { return look }
    var attributes = theme.attributes(for: style, depth: depth)
    if colors == 8 { attributes = Self.eightColors(attributes) }
    var bits = 0
    if attributes.isBold { bits |= CTERMINAL_BOLD }
    if attributes.isDim { bits |= CTERMINAL_DIM }
    if attributes.isReversed { bits |= CTERMINAL_REVERSE }
    if attributes.isUnderlined { bits |= CTERMINAL_UNDERLINE }
    let look = Look(
      attributes: Int32(bits), foreground: number(attributes.foreground), background: number(attributes.background))
    looks[style] = look
    return look
  }

  /// Eight colours: the bright ones are the others in bold. Bold black would be black on most terminals, so that grey is
  /// the text's colour, dimmed.
  nonisolated static func eightColors(_ attributes: Attributes) -> Attributes {
    var attributes = attributes
    if let color = attributes.background, color >= 8 { attributes.background = color - 8 }
    if let color = attributes.foreground, color >= 8 {
      let isGrey = color == 8
      attributes.foreground = isGrey ? (attributes.background == 7 ? 0 : 7) : color - 8
      if isGrey { attributes.isDim = true } else { attributes.isBold = true }
    }
    return attributes
  }

  private func number(_ color: UInt8?) -> Int32 {
    guard let color else { return -1 }
    return Int32(colors > 256 ? DirectColor.value(of: color) : UInt32(color))
  }
}

/// The palette's colours as red, green and blue, for terminals whose colour numbers are that (`xterm-direct`).
enum DirectColor {
  static func value(of index: UInt8) -> UInt32 {
    let index = UInt32(index)
    // There the first eight numbers are the basic colours, and the bright ones have none of their own.
    if index < 8 { return index }
    if index < 16 {
      let bits = index - 8
      return (bits & 1) * 0xFF0000 | (bits >> 1 & 1) * 0x00FF00 | (bits >> 2 & 1) * 0x0000FF
        | (bits == 0 ? 0x7F7F7F : 0)
    }
    if index >= 232 { return (8 + 10 * (index - 232)) * 0x010101 }
    let cube = index - 16
    let levels = [cube / 36, cube / 6 % 6, cube % 6].map { $0 == 0 ? 0 : 55 + 40 * $0 }
    return levels[0] << 16 | levels[1] << 8 | levels[2]
  }
}
