/// What a grapheme cluster becomes in a terminal: one glyph for each spacing scalar, with its combining marks.
///
/// Terminals disagree about joined emoji, skin tones, variation selectors and flags, and ncurses cannot hold them in a
/// cell, so a joined sequence is cut to its first scalar and a flag becomes its two letters; then every border lines
/// up everywhere. Control, bidi and other invisible characters are shown as a picture or as `�`, never emitted.
enum Glyphs {
  /// A spacing scalar with its marks, and the columns it takes (1 or 2).
  struct Glyph: Equatable {
    var text: String
    var columns: Int
  }

  /// A wide character has one spacing scalar and up to four marks in ncurses (`CCHARW_MAX`).
  private static let mostMarks = 4

  static func forEach(of character: Character, _ body: (Glyph) -> Void) {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return }
    if first.isASCII, character.isASCII {
      body(Glyph(text: asciiText(first), columns: 1))
      return
    }
    var glyph: Glyph?
    var marks = 0
    for scalar in scalars {
      switch kind(of: scalar) {
      case .joiner:
        if let glyph { body(glyph) }
        return
      case .dropped:
        continue
      case .mark:
        if glyph == nil { glyph = Glyph(text: " ", columns: 1) }
        if marks < mostMarks {
          glyph?.text.unicodeScalars.append(scalar)
          marks += 1
        }
      case .spacing(let text, let columns):
        if let glyph { body(glyph) }
        glyph = Glyph(text: text, columns: columns)
        marks = 0
      }
    }
    body(glyph ?? Glyph(text: "\u{FFFD}", columns: 1))
  }

  private enum Kind {
    case joiner, dropped, mark
    case spacing(String, columns: Int)
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    switch scalar.value {
    case 0x200D: return .joiner
    // Variation selectors and skin tones: they change the picture or the width, depending on the terminal.
    case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x1F3FB...0x1F3FF: return .dropped
    // Regional indicators: a flag becomes its two letters.
    case 0x1F1E6...0x1F1FF:
      let letter = Unicode.Scalar(UInt8(scalar.value - 0x1F1E6 + 0x41))
      return .spacing(String(Character(letter)), columns: 1)
    // Vowels and finals of conjoining Hangul stand inside the leading consonant's two columns.
    case 0x1160...0x11FF, 0xD7B0...0xD7FB: return .mark
    case 0..<0x80: return .spacing(asciiText(scalar), columns: 1)
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return .mark
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
      return .spacing("\u{FFFD}", columns: 1)
    default: return .spacing(String(Character(scalar)), columns: WideScalars.contains(scalar) ? 2 : 1)
    }
  }

  /// Printable ASCII as it is, a line break or tab as a blank, any other control as its picture (U+2400 to U+2421).
  private static func asciiText(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: " "
    case ..<0x20: String(Character(Unicode.Scalar(0x2400 + scalar.value) ?? " "))
    case 0x7F: "\u{2421}"
    default: String(Character(scalar))
    }
  }
}
