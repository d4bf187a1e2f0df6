/// Columns that text takes on the screen, by grapheme cluster.
public enum TextWidth {
  public static func columns(of character: Character) -> Int {
    if character.isASCII { return 1 }
    var columns = 0
    Glyphs.forEach(of: character) { columns += $0.columns }
    return columns
  }

  public static func columns(of text: String) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

  /// The longest beginning that fits into `columns`.
  public static func prefix(_ text: String, columns limit: Int) -> String {
    var used = 0
    var end = text.startIndex
    while end < text.endIndex {
      used += columns(of: text[end])
      if used > limit { break }
      end = text.index(after: end)
    }
    return String(text[..<end])
  }

  /// The whole text, or its beginning and `…`.
  public static func shortened(_ text: String, columns limit: Int) -> String {
    if columns(of: text) <= limit { return text }
    return limit < 1 ? "" : prefix(text, columns: limit - 1) + "…"
  }

  /// The text with blanks behind it, or shortened, so that it takes exactly `columns`.
  public static func padded(_ text: String, columns width: Int) -> String {
    let short = shortened(text, columns: width)
    return short + String(repeating: " ", count: max(0, width - columns(of: short)))
  }

  /// Lines of at most `columns`, broken at blanks, or inside a word that is longer than a line. Line breaks of the
  /// text stay; an empty text is one empty line.
  public static func wrap(_ text: String, columns limit: Int) -> [String] {
    let limit = max(1, limit)
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { wrapLine($0, limit) }
  }

  private static func wrapLine(_ line: Substring, _ limit: Int) -> [String] {
    var lines: [String] = []
    var current = ""
    var used = 0
    for (index, part) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      var word = String(part)
      var width = columns(of: word)
      if index > 0 {
        if used + 1 + width <= limit {
          current += " " + word
          used += 1 + width
          continue
        }
        lines.append(current)
      }
      while width > limit, word.count > 1 {
        var piece = prefix(word, columns: limit)
        if piece.isEmpty { piece = String(word.prefix(1)) }
        lines.append(piece)
        word.removeFirst(piece.count)
        width = columns(of: word)
      }
      current = word
      used = width
    }
    return lines + [current]
  }
}
