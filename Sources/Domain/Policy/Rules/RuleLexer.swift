/// Splits a rule's text into words, and a word into what stands between its commas. Quotes are JSON's.
struct RuleLexer {
  struct Item: Hashable {
    let text: String
    let isQuoted: Bool
  }

  struct Word: Hashable {
    var items: [Item]

    /// The word where it is one bare item.
    var bare: String? { items.count == 1 && !items[0].isQuoted ? items[0].text : nil }
    /// The word as it was written, near enough for an error.
    var shown: String { Printable.text(items.map(\.text).joined(separator: ","), limit: 60) }
  }

  static let longest = 8000

  static func words(_ text: String) throws(RuleProblem) -> [Word] {
    let bytes = Array(text.utf8)
    guard bytes.count <= longest else { throw RuleProblem("a rule has at most \(longest) bytes; make several of it") }
    var words: [Word] = []
    var position = 0
    while position < bytes.count {
      if bytes[position].isBlank {
        position += 1
        continue
      }
      var items: [Item] = []
      repeat {
        if position < bytes.count, bytes[position] == UInt8(ascii: ",") { position += 1 }
        let (item, end) = try item(bytes, at: position)
        items.append(item)
        position = end
      } while position < bytes.count && bytes[position] == UInt8(ascii: ",")
      guard position == bytes.count || bytes[position].isBlank else {
        throw RuleProblem("leave a blank after the quotes of \(Word(items: items).shown)")
      }
      words.append(Word(items: items))
    }
    return words
  }

  private static func item(_ bytes: [UInt8], at start: Int) throws(RuleProblem) -> (Item, Int) {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else {
      let end = bytes[start...].firstIndex { $0.isBlank || $0 == UInt8(ascii: ",") } ?? bytes.count
      return (Item(text: String(decoding: bytes[start..<end], as: UTF8.self), isQuoted: false), end)
    }
    var reader = JSONReader(Array(bytes[start...]))
    guard let text = reader.quotedText() else { throw RuleProblem("a text in quotes has no end, or a broken escape") }
    return (Item(text: text, isQuoted: true), start + reader.bytesRead)
  }

  /// Words that begin something else.
  static let clauses = ["when", "and", "rate", "quota", "until", "by", "within", "removing"]

  /// A name as it stands in a rule's text: bare where that reads back as the same.
  static func spelled(_ text: String) -> String {
    let isBare =
      !text.isEmpty && !clauses.contains(text) && text != "not"
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: ",") }
    return isBare ? text : JSONValue.quoted(text)
  }

  static func spelled(_ list: [String]) -> String { list.map(spelled).joined(separator: ",") }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

/// `90s`, `15m`, `12h`, `7d`.
public enum RuleDuration {
  private static let units: [(Character, Int64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]

  /// Seconds; nil for what is no duration of at least one second.
  public static func seconds(_ text: String) -> Int64? {
    guard let unit = units.first(where: { $0.0 == text.last }), text.dropLast().utf8.allSatisfy(\.isDigit),
      let number = Int64(text.dropLast()), (1...1_000_000_000).contains(number)
    else { return nil }
    return number * unit.1
  }

  public static func text(_ seconds: Int64) -> String {
    let unit = units.first { seconds % $0.1 == 0 } ?? ("s", 1)
    return "\(seconds / unit.1)\(unit.0)"
  }

  /// `an hour`, `15 minutes`.
  static func words(_ seconds: Int64) -> String {
    let names: [Character: (String, String)] = [
      "d": ("a day", "days"), "h": ("an hour", "hours"), "m": ("a minute", "minutes"), "s": ("a second", "seconds"),
    ]
    let unit = units.first { seconds % $0.1 == 0 } ?? ("s", 1)
    let (one, many) = names[unit.0] ?? ("", "")
    return seconds == unit.1 ? one : "\(seconds / unit.1) \(many)"
  }
}
