import Foundation
import PortalModel
import Testing

/// README's key table derives from the tables that the portal itself reads, and its picture is a saved screen.
@Suite("README")
struct ReadmeTests {
  private static let readme = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "README.md")

  @Test("shows the portal as the saved screen has it")
  func picture() throws {
    let screen = Self.readme.deletingLastPathComponent().appending(
      path: "Tests/PortalViewsTests/Screens/grants-100x30.txt")
    let text = try String(contentsOf: Self.readme, encoding: .utf8)
    #expect(text.contains(try String(contentsOf: screen, encoding: .utf8)))
  }

  @Test("shows the keys that the portal has")
  func keys() throws {
    let text = try String(contentsOf: Self.readme, encoding: .utf8)
    if ProcessInfo.processInfo.environment["RECORD_SCREENS"] != nil {
      let start = try #require(text.range(of: "<!-- keys -->\n"))
      let end = try #require(text.range(of: "<!-- end of keys -->"))
      let updated = text.replacingCharacters(
        in: start.upperBound..<end.lowerBound, with: "\n\(Keymap.markdown)\n")
      try updated.write(to: Self.readme, atomically: true, encoding: .utf8)
      return
    }
    #expect(text.contains(Keymap.markdown), "RECORD_SCREENS=1 writes the table anew")
  }
}
