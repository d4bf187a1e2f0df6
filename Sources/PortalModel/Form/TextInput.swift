public import Screen

/// A line (or a few lines) of text being typed, with the keys that readline taught everybody.
public struct TextInput: Sendable, Equatable {
  public private(set) var text: String
  /// In characters from the beginning.
  public private(set) var cursor: Int
  /// Whether Enter makes a new line.
  public let isMultiline: Bool
  /// The longest text that is taken, in characters.
  public let limit: Int

  public init(_ text: String = "", isMultiline: Bool = false, limit: Int = 4096) {
    self.text = String(text.prefix(limit))
    self.isMultiline = isMultiline
    self.limit = limit
    cursor = self.text.count
  }

  public var isEmpty: Bool { text.isEmpty }

  public mutating func set(_ newText: String) {
    text = String(newText.prefix(limit))
    cursor = text.count
  }

  /// - Returns: whether the key edits or moves; Enter, Tab, Esc and the keys of the form around it do not.
  public mutating func handle(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .enter where isMultiline: insert("\n")
    case .backspace, .control("h"): delete(from: cursor - 1, to: cursor)
    case .delete, .control("d"): delete(from: cursor, to: cursor + 1)
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(text.count, cursor + 1)
    case .home, .control("a"): cursor = lineStart
    case .end, .control("e"): cursor = lineEnd
    case .controlLeft, .alt("b"): cursor = previousWord
    case .controlRight, .alt("f"): cursor = nextWord
    case .control("w"), .alt("\u{7F}"): delete(from: previousWord, to: cursor)
    case .alt("d"): delete(from: cursor, to: nextWord)
    case .control("u"): delete(from: lineStart, to: cursor)
    case .control("k"): delete(from: cursor, to: lineEnd)
    case .up where isMultiline: return moveLine(-1)
    case .down where isMultiline: return moveLine(1)
    default: return false
    }
    return true
  }

  /// Typed or pasted text; a line break becomes a blank where there is one line only, other controls are left out.
  public mutating func insert(_ addition: String) {
    let clean = addition.replacing("\r\n", with: "\n").replacing("\r", with: "\n").filter { character in
      character == "\n" || !character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    let fitting = String((isMultiline ? clean : clean.replacing("\n", with: " ")).prefix(max(0, limit - text.count)))
    text.insert(contentsOf: fitting, at: position(cursor))
    // Inserting a combining mark can join characters, so the cursor is found again from the end.
    cursor = min(text.count, cursor + fitting.count)
  }

  /// The line and the column, both in characters, in which the cursor stands.
  public var cursorLine: (line: Int, before: String) {
    let before = text.prefix(cursor).split(separator: "\n", omittingEmptySubsequences: false)
    return (before.count - 1, String(before.last ?? ""))
  }

  private var lineStart: Int {
    guard isMultiline else { return 0 }
    let before = text.prefix(cursor)
    return before.lastIndex(of: "\n").map { before.distance(from: before.startIndex, to: $0) + 1 } ?? 0
  }

  private var lineEnd: Int {
    guard isMultiline else { return text.count }
    let after = text.dropFirst(cursor)
    return after.firstIndex(of: "\n").map { text.distance(from: text.startIndex, to: $0) } ?? text.count
  }

  private var previousWord: Int {
    let characters = Array(text.prefix(cursor))
    var index = characters.count
    while index > 0, characters[index - 1].isWhitespace { index -= 1 }
    while index > 0, !characters[index - 1].isWhitespace { index -= 1 }
    return index
  }

  private var nextWord: Int {
    let characters = Array(text)
    var index = cursor
    while index < characters.count, characters[index].isWhitespace { index += 1 }
    while index < characters.count, !characters[index].isWhitespace { index += 1 }
    return index
  }

  private mutating func moveLine(_ distance: Int) -> Bool {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let (line, before) = cursorLine
    let target = line + distance
    guard lines.indices.contains(target) else { return false }
    cursor = lines[..<target].reduce(0) { $0 + $1.count + 1 } + min(before.count, lines[target].count)
    return true
  }

  private mutating func delete(from start: Int, to end: Int) {
    let (start, end) = (max(0, start), min(text.count, end))
    guard start < end else { return }
    text.removeSubrange(position(start)..<position(end))
    cursor = start
  }

  private func position(_ offset: Int) -> String.Index { text.index(text.startIndex, offsetBy: offset) }
}
