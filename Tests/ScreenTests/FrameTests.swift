import Screen
import Testing

@Suite("A frame")
struct FrameTests {
  @Test("keeps trailing blanks, one string a row")
  func blanks() {
    var frame = Frame(size: Size(columns: 5, rows: 2))
    frame.write("ab", at: Position(column: 1, row: 1))
    #expect(frame.lines == ["     ", " ab  "])
  }

  @Test("clips at its edges and marks what was cut")
  func clipping() {
    var frame = Frame(size: Size(columns: 6, rows: 1))
    frame.write("abcdefgh", at: Position(column: 2, row: 0))
    #expect(frame.lines == ["  abc…"])
    frame.write("abcdefgh", at: Position(column: 0, row: 0), width: 3)
    #expect(frame.lines == ["ab…bc…"])
    frame.write("nowhere", at: Position(column: 0, row: 7))
    frame.write("xyz", at: Position(column: -2, row: 0))
    #expect(frame.lines == ["zb…bc…"])
    frame.write("full", at: Position(column: 0, row: 0), width: 0)
    #expect(frame.lines == ["zb…bc…"])
  }

  @Test("overwrites half of a wide glyph without leaving the other half")
  func wideOverwritten() {
    var frame = Frame(size: Size(columns: 6, rows: 1))
    frame.write("漢字", at: Position(column: 0, row: 0))
    #expect(frame.lines == ["漢字  "])
    frame.write("x", at: Position(column: 1, row: 0))
    #expect(frame.lines == [" x字  "])
    frame.write("y", at: Position(column: 2, row: 0))
    #expect(frame.lines == [" xy   "])
    frame.write("漢", at: Position(column: 0, row: 0))
    frame.write("字", at: Position(column: 1, row: 0))
    #expect(frame.lines == [" 字   "])
  }

  @Test("never lets half a wide glyph stand at its edge")
  func wideAtTheEdge() {
    var frame = Frame(size: Size(columns: 3, rows: 1))
    frame.write("漢字", at: Position(column: 0, row: 0))
    #expect(frame.lines == ["漢…"])
    frame.write("字", at: Position(column: 2, row: 0))
    #expect(frame.lines.map { TextWidth.columns(of: $0) } == [3])
  }

  @Test("holds no control, bidi or joined scalar, whatever is written")
  func hostileText() {
    var frame = Frame(size: Size(columns: 40, rows: 1))
    frame.write("a\u{1B}[31mb\u{7}\u{202E}c\u{200D}d\u{85}e\tf\ng\r\nh", at: Position(column: 0, row: 0))
    #expect(frame.lines[0].hasPrefix("a␛[31mb␇"))
    for scalar in frame.lines[0].unicodeScalars {
      #expect(scalar.properties.generalCategory != .control)
      #expect(scalar.properties.generalCategory != .format)
    }
  }

  @Test("changes styles without touching text")
  func restyle() {
    var frame = Frame(size: Size(columns: 4, rows: 2))
    frame.write("abcd", at: Position(column: 0, row: 0))
    frame.restyle(Rect(column: 1, row: 0, columns: 9, rows: 1)) { $0 = Style(.selected, reversed: true) }
    #expect(frame.lines[0] == "abcd")
    #expect(frame[Position(column: 0, row: 0)].style == .text)
    #expect(frame[Position(column: 3, row: 0)].style == Style(.selected, reversed: true))
    #expect(frame[Position(column: 0, row: 1)].style == .text)
  }

  @Test("becomes ASCII without moving a column")
  func asciiBorders() {
    var frame = Frame(size: Size(columns: 24, rows: 1))
    frame.write("┍━ a ━┑│─┴ ▌•… ▁▂▃▄▅▆▇█", at: Position(column: 0, row: 0))
    #expect(frame.asciiBorders().lines == ["+= a =+|-+ >*~ .:-=+**# "])
  }
}
