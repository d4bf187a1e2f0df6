import Foundation
import Settings
import Testing

@Suite("The configuration")
struct ConfigurationTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "gatehouse-\(UUID().uuidString)").path

  @Test("has defaults where there is no file")
  func noFile() throws {
    let configuration = try Configuration.load(folder + "/config.toml")
    #expect(configuration == Configuration())
    #expect(configuration.lockAfter == 900)
    #expect(configuration.theme == nil)
  }

  @Test(
    "reads a lock time as people write it",
    arguments: [("15 min", 900), ("2h", 7200), ("90s", 90), ("1 day", 86_400), ("10 minutes", 600)])
  func lockTimes(text: String, seconds: Int64) throws {
    #expect(try Configuration.parse("lock_after = \"\(text)\"", file: "c").lockAfter == seconds)
  }

  @Test(
    "refuses a wrong value with file, line and column",
    arguments: [
      ("\nlock_after = \"soon\"", "c.toml:2:14: \"lock_after\" is no time; write a time such as \"15 min\" or \"2 h\""),
      ("lock_after = 15", "c.toml:1:14: \"lock_after\" is a whole number; write text in quotes"),
      ("lock_after = \"1 s\"", "c.toml:1:14: \"lock_after\" is out of range; write a time from 10 s to 7 days"),
      (
        "lock_after = \"9999999999999999999 h\"",
        "c.toml:1:14: \"lock_after\" is no time; write a time such as \"15 min\" or \"2 h\""
      ),
      ("port = 70000", "c.toml:1:8: 70000 is no port; write a number from 1 to 65535"),
      ("theme = \"\"", "c.toml:1:9: \"theme\" is empty; write a theme's name, or leave it out"),
      (
        "extra_ca = \"/nowhere/ca.pem\"",
        "c.toml:1:12: there is no readable file \"/nowhere/ca.pem\"; name a PEM file with the certificates"
      ),
    ])
  func wrongValues(text: String, message: String) {
    let error = #expect(throws: ConfigurationProblem.self) { try Configuration.parse(text, file: "c.toml") }
    #expect(error?.description == message)
  }

  @Test("warns about an unknown key and names the nearest one")
  func unknownKeys() throws {
    let configuration = try Configuration.parse("port = 7411\nlock_affter = \"1 h\"\n", file: "c.toml")
    #expect(configuration.port == 7411)
    #expect(configuration.warnings == ["c.toml:2:1: unknown key \"lock_affter\"; did you mean \"lock_after\"?"])
  }

  @Test("finds certificates relative to its own folder")
  func certificates() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("x".utf8).write(to: URL(filePath: folder + "/ca.pem"))
    let file = folder + "/config.toml"
    #expect(try Configuration.parse("extra_ca = \"ca.pem\"", file: file).extraCA == [folder + "/ca.pem"])
    #expect(try Configuration.parse("extra_ca = [\"ca.pem\"]", file: file).extraCA == [folder + "/ca.pem"])
  }

  @Test("changes the theme and keeps everything else in the file")
  func setTheme() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/config.toml"
    try Configuration.setTheme("mono", in: file)
    #expect(try Configuration.load(file).theme == "mono")
    let text = "# mine\nlock_after = \"1 h\" # long\ntheme = 'mono'\n"
    try Data(text.utf8).write(to: URL(filePath: file))
    try Configuration.setTheme("light", in: file)
    #expect(
      try String(contentsOfFile: file, encoding: .utf8) == "# mine\nlock_after = \"1 h\" # long\ntheme = \"light\"\n")
  }

  @Test("leaves a malformed file as it is")
  func malformed() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/config.toml"
    try Data("theme = = 1".utf8).write(to: URL(filePath: file))
    #expect(throws: ConfigurationProblem.self) { try Configuration.setTheme("light", in: file) }
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "theme = = 1")
  }
}
