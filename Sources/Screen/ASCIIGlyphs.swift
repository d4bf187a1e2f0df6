/// What each drawing character becomes where there is ASCII only; every one keeps its column.
enum ASCIIGlyphs {
  static let plain: [String: String] = {
    var table = [
      "─": "-", "│": "|", "━": "=", "▌": ">", "•": "*", "…": "~", "█": "#", "░": ".", "▒": ":", "▓": "%",
      "“": "\"", "”": "\"", "„": "\"", "‘": "'", "’": "'", "·": ".", "–": "-", "×": "x", "→": ">", "←": "<", "↑": "^",
      "↓": "v", "\u{FFFD}": "?", "\u{A0}": " ",
    ]
    for corner in "┌┐└┘├┤┬┴┼┍┑┕┙┝┥┯┷┿╭╮╰╯" { table[String(corner)] = "+" }
    for (bar, plain) in zip("▁▂▃▄▅▆▇", ".:-=+**") { table[String(bar)] = String(plain) }
    for control in UInt32(0x2400)...0x2421 {
      if let picture = Unicode.Scalar(control) { table[String(Character(picture))] = "?" }
    }
    return table
  }()
}
