import Screen
import Testing

@Suite("Text width")
struct TextWidthTests {
  @Test(
    "counts columns by grapheme cluster",
    arguments: [
      ("abc", 3), ("漢字", 4), ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("e\u{301}", 1), ("ｆ", 2), ("😀", 2),
      ("👨‍👩‍👧", 2), ("👍🏽", 2), ("🇩🇪", 2), ("❤️", 1), ("क्षि", 3), ("…─▌█", 4), ("\u{301}", 1), ("\u{200B}", 1), ("", 0),
    ])
  func columns(text: String, expected: Int) {
    #expect(TextWidth.columns(of: text) == expected)
  }

  @Test("agrees with what a frame draws", arguments: ["👨‍👩‍👧x", "🇩🇪x", "क्षिx", "e\u{301}x", "漢\u{202E}x"])
  func agreement(text: String) {
    var frame = Frame(size: Size(columns: 10, rows: 1))
    frame.write(text, at: Position(column: 0, row: 0))
    #expect(frame[Position(column: TextWidth.columns(of: text) - 1, row: 0)].text == "x")
  }

  @Test("draws a flag as its letters and a joined sequence as its first part")
  func cut() {
    var frame = Frame(size: Size(columns: 9, rows: 1))
    frame.write("🇩🇪 👨‍👩‍👧 👍🏽", at: Position(column: 0, row: 0))
    #expect(frame.lines == ["DE 👨 👍 "])
  }

  @Test("pads and shortens to an exact width")
  func exact() {
    #expect(TextWidth.padded("ab", columns: 4) == "ab  ")
    #expect(TextWidth.padded("漢字表", columns: 4) == "漢… ")
    #expect(TextWidth.shortened("abcdef", columns: 4) == "abc…")
    #expect(TextWidth.prefix("漢字", columns: 3) == "漢")
  }

  @Test("wraps at blanks, and inside a word only when it must")
  func wrap() {
    #expect(TextWidth.wrap("one two three", columns: 8) == ["one two", "three"])
    #expect(TextWidth.wrap("abcdefghij k", columns: 4) == ["abcd", "efgh", "ij k"])
    #expect(TextWidth.wrap("a\n\nb", columns: 4) == ["a", "", "b"])
    #expect(TextWidth.wrap("", columns: 4) == [""])
    #expect(TextWidth.wrap("  indented text", columns: 10) == ["  indented", "text"])
    #expect(TextWidth.wrap("漢字", columns: 1) == ["漢", "字"])
  }
}
