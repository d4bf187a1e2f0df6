/// What is written to the terminal besides ncurses' own output (XTerm Control Sequences).
enum TerminalSequences {
  /// Bracketed paste (2004), mouse buttons (1000) in SGR form (1006), focus reports (1004).
  static let enter = "\u{1B}[?2004h\u{1B}[?1000h\u{1B}[?1006h\u{1B}[?1004h"
  /// The same backwards, and the end of a synchronized update that a crash may have cut off.
  static let leave = "\u{1B}[?2026l\u{1B}[?1004l\u{1B}[?1006l\u{1B}[?1000l\u{1B}[?2004l"

  /// The background colour (OSC 11), whether pastes are bracketed (DECRQM), and last a question that every terminal
  /// answers (DA1), so that silence about the others is an answer too.
  static let queries = "\u{1B}]11;?\u{1B}\\\u{1B}[?2004$p\u{1B}[c"

  /// OSC 52: puts text into the clipboard. Inside tmux also in its passthrough form, because whether tmux takes the one
  /// or hands on the other is its user's setting.
  static func copy(_ text: String, insideTmux: Bool) -> String {
    let plain = "\u{1B}]52;c;\(Base64.encode(Array(text.utf8)))\u{1B}\\"
    return insideTmux ? plain + passthrough(plain) : plain
  }

  /// The bell, and a notification (OSC 9) where the terminal knows them. Inside tmux in its passthrough form, since tmux
  /// itself drops it; the Linux console would print parts of it.
  static func notify(_ text: String, insideTmux: Bool, isLinuxConsole: Bool = false) -> String {
    let bell = "\u{7}"
    if isLinuxConsole { return bell }
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(200) {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: break
      default: clean.append(scalar)
      }
    }
    let plain = "\u{1B}]9;\(String(clean))\u{7}"
    return bell + (insideTmux ? passthrough(plain) : plain)
  }

  private static func passthrough(_ sequence: String) -> String {
    let doubled = sequence.reduce(into: "") { $0 += $1 == "\u{1B}" ? "\u{1B}\u{1B}" : String($1) }
    return "\u{1B}Ptmux;" + doubled + "\u{1B}\\"
  }
}

/// RFC 4648, section 4.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  static func encode(_ bytes: [UInt8]) -> String {
    var output = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      bits <<= UInt32(8 * (3 - group.count))
      for index in 0..<4 {
        output.append(index <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)] : "=")
      }
    }
    return output
  }
}
