import Screen
import Testing

@testable import Terminal

@Suite("Decoding a terminal's bytes")
struct InputDecoderTests {
  private func step(_ text: String, isFinal: Bool = false) -> InputDecoder.Step? {
    InputDecoder.next(in: Array(text.utf8).span, isFinal: isFinal)
  }

  @Test(
    "knows the keys of xterm, rxvt, the Linux console and tmux",
    arguments: [
      ("\u{1B}[A", .up), ("\u{1B}OB", .down), ("\u{1B}[C", .right), ("\u{1B}OD", .left), ("\u{1B}[H", .home),
      ("\u{1B}OF", .end), ("\u{1B}[1~", .home), ("\u{1B}[7~", .home), ("\u{1B}[4~", .end), ("\u{1B}[8~", .end),
      ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown), ("\u{1B}[2~", .insert), ("\u{1B}[3~", .delete),
      ("\u{1B}[Z", .backTab), ("\u{1B}[1;5C", .controlRight), ("\u{1B}Od", .controlLeft), ("\u{1B}[1;2A", .up),
      ("\u{1B}[1;3D", .left), ("\u{1B}OP", .function(1)), ("\u{1B}[[B", .function(2)), ("\u{1B}[15~", .function(5)),
      ("\u{1B}[24~", .function(12)), ("\u{1B}x", .alt("x")), ("\u{1B}\r", .enter), ("\r", .enter), ("\n", .enter),
      ("\t", .tab), ("\u{7F}", .backspace), ("\u{8}", .backspace), ("\u{1}", .control("a")), ("\u{1A}", .control("z")),
      ("\u{0}", .control(" ")), ("\u{1D}", .control("]")), ("\u{1B}OM", .enter), ("\u{1B}[3;5~", .delete),
    ] as [(String, Key)])
  func keys(text: String, key: Key) {
    #expect(step(text) == InputDecoder.Step(token: .key(key), length: text.utf8.count))
  }

  @Test("takes ESC for the key only when nothing follows")
  func loneEscape() {
    #expect(step("\u{1B}") == nil)
    #expect(step("\u{1B}", isFinal: true) == InputDecoder.Step(token: .key(.escape), length: 1))
    #expect(step("\u{1B}\u{1B}[A") == InputDecoder.Step(token: .key(.escape), length: 1))
  }

  @Test(
    "waits for the rest of a sequence and gives it up when none comes",
    arguments: ["\u{1B}[1;", "\u{1B}]11;rgb", "\u{C3}"])
  func halves(text: String) {
    let bytes = text == "\u{C3}" ? [UInt8(0xC3)] : Array(text.utf8)
    #expect(InputDecoder.next(in: bytes.span, isFinal: false) == nil)
    #expect(InputDecoder.next(in: bytes.span, isFinal: true) == InputDecoder.Step(token: .ignored, length: bytes.count))
  }

  @Test("takes ESC and [ for Alt when nothing follows")
  func altBracket() {
    #expect(step("\u{1B}[", isFinal: true) == InputDecoder.Step(token: .key(.alt("[")), length: 2))
  }

  @Test("reads mouse reports beyond column 223")
  func mouse() {
    #expect(
      step("\u{1B}[<0;300;12M")?.token
        == .mouse(MouseEvent(kind: .press, position: Position(column: 299, row: 11))))
    #expect(
      step("\u{1B}[<0;1;1m")?.token == .mouse(MouseEvent(kind: .release, position: Position(column: 0, row: 0))))
    #expect(
      step("\u{1B}[<65;5;6M")?.token == .mouse(MouseEvent(kind: .wheelDown, position: Position(column: 4, row: 5))))
    #expect(step("\u{1B}[<35;5;6M")?.token == .ignored)
  }

  @Test("reads the answers to its own questions")
  func answers() {
    #expect(step("\u{1B}]11;rgb:ffff/ffff/dddd\u{1B}\\")?.token == .background(isDark: false))
    #expect(step("\u{1B}]11;rgb:1e/1e/2e\u{7}")?.token == .background(isDark: true))
    #expect(step("\u{1B}]11;rgba:0000/0000/0000/ffff\u{7}")?.token == .background(isDark: true))
    #expect(step("\u{1B}]10;rgb:ff/ff/ff\u{7}")?.token == .ignored)
    #expect(step("\u{1B}[?62;22c")?.token == .attributes)
    #expect(step("\u{1B}[?2004;2$y")?.token == .supportsBracketedPaste)
    #expect(step("\u{1B}[?2004;0$y")?.token == .ignored)
    #expect(step("\u{1B}[I")?.token == .focus(true))
    #expect(step("\u{1B}[O")?.token == .focus(false))
  }

  @Test(
    "takes the light and dark of COLORFGBG",
    arguments: [("0;15", false), ("15;0", true), ("15;default;0", true), ("x", nil), (nil, nil)])
  func colorFGBG(text: String?, isDark: Bool?) {
    #expect(BackgroundColor.isDark(colorFGBG: text) == isDark)
  }

  @Test("survives any bytes and always makes progress")
  func arbitraryBytes() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 1...40, using: &generator)).map { _ -> UInt8 in
        Bool.random(using: &generator)
          ? UInt8.random(in: 0...255, using: &generator)
          : [0x1B, 0x5B, 0x3B, 0x3C, 0x4F].randomElement(using: &generator) ?? 0
      }
      var rest = bytes[...]
      while !rest.isEmpty {
        let step = InputDecoder.next(in: Array(rest).span, isFinal: true)
        #expect(step != nil && step?.length ?? 0 >= 1 && step?.length ?? .max <= rest.count, "\(bytes)")
        guard let step, step.length >= 1, step.length <= rest.count else { return }
        rest = rest.dropFirst(step.length)
      }
    }
  }
}
