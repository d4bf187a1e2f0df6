import Foundation
import Screen
import Testing
import Themes

@Suite("The themes")
struct ThemesTests {
  @Test("are four, and each reads", arguments: Themes.builtIn)
  func builtIn(name: String) throws {
    #expect(try Themes.load(name, userFolder: nil).name == name)
  }

  /// WCAG 2: 4.5 for text, 3 for lines that carry no text; the high-contrast theme has 7 (AAA).
  @Test("stand out from the background", arguments: ["dark", "light", "high-contrast"])
  func contrast(name: String) throws {
    let theme = try Themes.load(name, userFolder: nil)
    let backgrounds: [UInt32] = theme.isDark ? [0x000000, 0x1E1E1E] : [0xFFFFFF, 0xEEEEEE]
    for role in Role.allCases {
      let attributes = theme.attributes(for: Style(role), depth: .palette)
      guard let foreground = attributes.foreground else { continue }
      for background in attributes.background.map({ [Palette.color($0)] }) ?? backgrounds {
        let ratio = Palette.contrast(Palette.color(foreground), background)
        let needed = name == "high-contrast" ? 7 : role == .border ? 3 : 4.5
        #expect(ratio >= needed, "\(name) \(role) has \(ratio)")
      }
    }
  }

  @Test("show every role apart from plain text, by colour or by attribute", arguments: Themes.builtIn)
  func roles(name: String) throws {
    let theme = try Themes.load(name, userFolder: nil)
    for depth in ColorDepth.allCases {
      let text = theme.attributes(for: .text, depth: depth)
      for role in [Role.accent, .warn, .bad, .selected, .borderFocus] {
        #expect(theme.attributes(for: Style(role), depth: depth) != text, "\(name) \(role) \(depth)")
      }
    }
  }

  @Test("use no colour where there is none, and mono never does")
  func noColor() throws {
    for name in Themes.builtIn {
      let theme = try Themes.load(name, userFolder: nil)
      for depth in name == "mono" ? ColorDepth.allCases : [.none] {
        for role in Role.allCases {
          let attributes = theme.attributes(for: Style(role), depth: depth)
          #expect(attributes.foreground == nil && attributes.background == nil)
        }
      }
    }
  }

  @Test("give way to the user's own file, and list it")
  func userFolder() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "themes-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("background = \"light\"\nascii = true\n[bad]\ncolor = \"red\"\n".utf8)
      .write(to: URL(filePath: folder + "/dark.toml"))
    try Data("background = \"dark\"\n".utf8).write(to: URL(filePath: folder + "/mine.toml"))
    let theme = try Themes.load("dark", userFolder: folder)
    #expect(!theme.isDark)
    #expect(theme.usesASCII)
    #expect(theme.attributes(for: Style(.bad), depth: .palette).foreground == 1)
    #expect(Themes.available(userFolder: folder) == Themes.builtIn + ["mine"])
  }

  @Test("say what is wrong with a file, and where")
  func wrong() {
    func message(_ text: String) -> String? {
      #expect(throws: ThemeProblem.self) { try Themes.parse(text, name: "t", file: "t.toml") }?.description
    }
    #expect(message("background = \"dark\"\n[warm]\n") == "t.toml:2:1: unknown key \"warm\"; did you mean \"warn\"?")
    #expect(
      message("background = \"dark\"\n[bad]\ncolor = 256\n")
        == "t.toml:3:9: 256 is no colour; write a number from 0 to 255")
    #expect(message("background = \"grey\"") == "t.toml:1:14: \"background\" is \"grey\"; write \"dark\" or \"light\"")
    let unknown = #expect(throws: ThemeProblem.self) { try Themes.load("../../etc/x", userFolder: "/tmp") }
    #expect(unknown?.description.contains("there is no theme") == true)
  }
}

/// The 256 colours of xterm and WCAG's contrast of two.
private enum Palette {
  static func color(_ index: UInt8) -> UInt32 {
    let index = UInt32(index)
    if index >= 232 {
      let level = 8 + 10 * (index - 232)
      return level << 16 | level << 8 | level
    }
    let levels: [UInt32] = [0, 95, 135, 175, 215, 255]
    let cube = index - 16
    return levels[Int(cube / 36)] << 16 | levels[Int(cube / 6 % 6)] << 8 | levels[Int(cube % 6)]
  }

  static func contrast(_ one: UInt32, _ other: UInt32) -> Double {
    let (light, dark) = (max(luminance(one), luminance(other)), min(luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
  }

  private static func luminance(_ color: UInt32) -> Double {
    func linear(_ shift: UInt32) -> Double {
      let channel = Double(color >> shift & 0xFF) / 255
      return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
  }
}
