extension TOMLDocument {
  /// The text with one key outside any table set to a text; everything else, comments and order too, stays as it is.
  /// Throws when `text` is no valid TOML.
  public static func setting(
    _ key: String, to value: String, in text: String, file: String
  ) throws(TOMLProblem) -> String {
    _ = try TOMLDocument(text: text, file: file)
    let places = TOMLPlaces(of: text)
    var bytes = Array(text.utf8)
    if let entry = places.entries[[.key(key)]], !entry.bytes.isEmpty {
      bytes.replaceSubrange(entry.bytes, with: Array(quoted(value).utf8))
    } else {
      // Behind the last pair that stands outside any table, so that it does not land inside one.
      let last =
        places.order.filter { $0.count == 1 }.compactMap { places.entries[$0]?.bytes }.map(\.upperBound).max() ?? 0
      let lineEnd = last == 0 ? 0 : bytes[last...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
      let lineBreak = lineEnd > 0 && bytes[lineEnd - 1] != 0x0A ? "\n" : ""
      bytes.insert(contentsOf: Array("\(lineBreak)\(key) = \(quoted(value))\n".utf8), at: lineEnd)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A basic string with its escapes.
  public static func quoted(_ value: String) -> String {
    var output = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output + "\""
  }
}
