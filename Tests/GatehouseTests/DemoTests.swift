import Foundation
import Testing

@Suite("gatehouse demo")
struct DemoTests {
  @Test("--frame prints one frame of that size anywhere, and leaves nothing behind")
  func frame() async throws {
    let home = try Home()
    let before = home.writtenFiles()
    var environment = home.environment(passphraseFile: false)
    environment["TMPDIR"] = home.path("files")
    let ended = await RunningCommand(["demo", "--frame", "120x40"], environment: environment).ended()
    #expect(ended.status == 0, "\(ended.errorText)")
    let lines = ended.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count == 40)
    #expect(lines.allSatisfy { $0.count <= 120 })
    #expect(ended.text.contains("Grants") && ended.text.contains("stripe"))
    #expect(home.writtenFiles() == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.path("files")) == ["passphrase"])
  }

  @Test("a size that is none is a usage error", arguments: ["120", "axb", "1x1", "120x40x2", "-5x40"])
  func badSize(size: String) async throws {
    let home = try Home()
    let ended = await home.run("demo", "--frame", size)
    #expect(ended.status == 64)
  }
}
