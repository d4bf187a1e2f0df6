import Foundation
import Screen
import Testing

@testable import Terminal

@Suite("What is written to the terminal")
struct SequencesTests {
  @Test("is base64 as RFC 4648 has it", arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "漢字\0"])
  func base64(text: String) {
    #expect(Base64.encode(Array(text.utf8)) == Data(text.utf8).base64EncodedString())
  }

  @Test("copies by OSC 52, ended by ST, and passed through tmux")
  func copying() {
    #expect(TerminalSequences.copy("hi", insideTmux: false) == "\u{1B}]52;c;aGk=\u{1B}\\")
    #expect(
      TerminalSequences.copy("hi", insideTmux: true)
        == "\u{1B}]52;c;aGk=\u{1B}\\\u{1B}Ptmux;\u{1B}\u{1B}]52;c;aGk=\u{1B}\u{1B}\\\u{1B}\\")
  }

  @Test("notifies by the bell and OSC 9, which BEL ends; passed through tmux, and the bell alone on the Linux console")
  func notifying() {
    #expect(TerminalSequences.notify("hi", insideTmux: false) == "\u{7}\u{1B}]9;hi\u{7}")
    #expect(
      TerminalSequences.notify("hi", insideTmux: true) == "\u{7}\u{1B}Ptmux;\u{1B}\u{1B}]9;hi\u{7}\u{1B}\\")
    #expect(TerminalSequences.notify("hi", insideTmux: false, isLinuxConsole: true) == "\u{7}")
  }

  @Test("leaves control characters out of a notification, and what is too long of it")
  func notifyingSafely() {
    #expect(
      TerminalSequences.notify("a\u{7}\u{1B}]0;b\u{9C}\u{202E}\nc", insideTmux: false) == "\u{7}\u{1B}]9;a]0;bc\u{7}")
    #expect(TerminalSequences.notify(String(repeating: "x", count: 5000), insideTmux: false).utf8.count == 206)
  }

  @Test("has the colours that the terminal has, and none with NO_COLOR")
  func depth() {
    #expect(Painter.depth(colors: 256, environment: [:]) == .palette)
    #expect(Painter.depth(colors: 16, environment: [:]) == .sixteen)
    #expect(Painter.depth(colors: 8, environment: ["NO_COLOR": ""]) == .sixteen)
    #expect(Painter.depth(colors: 0, environment: [:]) == .none)
    #expect(Painter.depth(colors: 256, environment: ["NO_COLOR": "1"]) == .none)
  }

  @Test("has no black on black where there are eight colours")
  func eightColors() {
    let grey = Painter.eightColors(Attributes(foreground: 8, background: 0))
    #expect(grey == Attributes(foreground: 7, background: 0, dim: true))
    let onLight = Painter.eightColors(Attributes(foreground: 8, background: 15))
    #expect(onLight == Attributes(foreground: 0, background: 7, dim: true))
    let green = Painter.eightColors(Attributes(foreground: 10, background: 0))
    #expect(green == Attributes(foreground: 2, background: 0, bold: true))
  }

  @Test("gives palette colours as red, green, blue where the terminal wants that")
  func directColor() {
    #expect(DirectColor.value(of: 1) == 1)
    #expect(DirectColor.value(of: 9) == 0xFF0000)
    #expect(DirectColor.value(of: 117) == 0x87D7FF)
    #expect(DirectColor.value(of: 244) == 0x808080)
  }
}
