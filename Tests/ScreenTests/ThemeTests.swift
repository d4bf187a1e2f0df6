import Screen
import Testing

@Suite("A theme")
struct ThemeTests {
  private let theme = Theme(
    name: "test", isDark: true, usesASCII: false,
    looks: [
      .bad: Theme.Look(
        palette: Attributes(foreground: 203), sixteen: Attributes(foreground: 9), plain: Attributes(underlined: true)),
      .selected: Theme.Look(
        palette: Attributes(reversed: true), sixteen: Attributes(reversed: true), plain: Attributes(reversed: true)),
    ])

  @Test("looks as far as the terminal's colours allow")
  func depth() {
    #expect(theme.attributes(for: Style(.bad), depth: .palette).foreground == 203)
    #expect(theme.attributes(for: Style(.bad), depth: .sixteen).foreground == 9)
    #expect(theme.attributes(for: Style(.bad), depth: .none) == Attributes(underlined: true))
  }

  @Test("adds the style's own accents")
  func accents() {
    #expect(theme.attributes(for: Style(.bad, bold: true), depth: .none).isBold)
    #expect(theme.attributes(for: Style(.selected, reversed: true), depth: .palette).isReversed)
    #expect(theme.attributes(for: Style(.text), depth: .palette) == Attributes())
  }

  @Test("a picture for a camera is black on white, whatever the theme")
  func printed() {
    #expect(theme.attributes(for: .printed, depth: .palette) == Attributes(foreground: 16, background: 231))
    #expect(theme.attributes(for: .printed, depth: .sixteen) == Attributes(foreground: 0, background: 15))
    #expect(theme.attributes(for: .printed, depth: .none) == Attributes(reversed: true))
    let light = Theme(name: "light", isDark: false, usesASCII: false, looks: [:])
    #expect(light.attributes(for: .printed, depth: .none) == Attributes())
  }
}
