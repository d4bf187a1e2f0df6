/// Text from outside made fit for a terminal: control, bidi and other invisible characters become visible escapes.
public enum Printable {
  /// At most `limit` characters; a longer text ends in `…`. Without a limit nothing is cut.
  public static func text(_ text: String, limit: Int = .max) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
        output += escape(scalar)
      default:
        // Fillers and variation selectors, which show nothing either.
        if scalar.properties.isDefaultIgnorableCodePoint {
          output += escape(scalar)
        } else {
          output.unicodeScalars.append(scalar)
        }
      }
    }
    return output.count > limit ? output.prefix(max(0, limit - 1)) + "…" : output
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }

  /// `1,204`.
  public static func count(_ number: some BinaryInteger) -> String {
    var digits = Array(String(number.magnitude))
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: position)
      position -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// `12 ms`, `1.2 s`, `3 min`.
  public static func duration(milliseconds: Int64) -> String {
    switch milliseconds {
    case ..<1000: "\(milliseconds) ms"
    case ..<60_000: "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    default: "\(milliseconds / 60_000) min"
    }
  }
}
