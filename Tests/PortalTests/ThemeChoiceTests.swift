import Screen
import Testing
import Themes

@testable import Portal

@Suite("The theme that a portal opens with")
struct ThemeChoiceTests {
  private func choice(_ configured: String?, _ environment: [String: String] = [:]) throws -> ThemeChoice {
    try ThemeChoice(configured: configured, environment: environment, folder: "/nowhere")
  }

  @Test("is the configured one, whatever the background is")
  func configured() throws {
    var choice = try choice("mono", ["COLORFGBG": "0;15"])
    #expect(choice.name == "mono")
    let changes = choice.learn(isDark: false)
    #expect(!changes)
    #expect(choice.theme.name == "mono")
    #expect(choice.words(size: Size(columns: 100, rows: 30), colors: .none) == "100x30, no colour, theme mono")
  }

  @Test("fits the background that the environment or the terminal tells, and is dark when nobody does")
  func automatic() throws {
    var choice = try choice(nil)
    #expect(choice.name == "dark")
    #expect(choice.words(size: Size(columns: 80, rows: 24), colors: .sixteen).contains("background unknown"))
    #expect(try self.choice(nil, ["COLORFGBG": "0;15"]).name == "light")
    let changes = [choice.learn(isDark: true), choice.learn(isDark: false)]
    #expect(changes == [false, true])
    #expect(choice.theme.name == "light")
    #expect(
      choice.words(size: Size(columns: 100, rows: 30), colors: .palette)
        == "100x30, 256 colours, light background, so the theme is light")
  }

  @Test("stays what the user chose")
  func chosen() throws {
    var choice = try choice(nil)
    try choice.choose("high-contrast")
    let changes = choice.learn(isDark: false)
    #expect(!changes)
    #expect(choice.name == "high-contrast")
  }

  @Test("is dark, with a reason, when the configured one is no theme")
  func unknown() throws {
    let choice = try choice("solarised")
    #expect(choice.theme.name == "dark")
    #expect(choice.problem?.description.contains("solarised") == true)
  }
}
