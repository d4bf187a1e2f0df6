import Foundation
import Testing

/// Callers in a real terminal: made, its key written to a file, revoked.
@Suite("Callers in the terminal")
struct CallerJourneyTests {
  @Test("makes a caller whose key goes into a file and is on no screen, suspends it, and revokes it by its name")
  func fromKeyToRevocation() async throws {
    let home = try await Home.withVault()
    let terminal = try TmuxTerminal(home: home)
    try terminal.run(Binary.path)
    try terminal.wait(for: "6 Callers")
    try terminal.press("6")
    try terminal.wait(for: "A caller is a program of yours")
    try terminal.press("n")
    try terminal.wait(for: "New caller")
    try terminal.type("ci")
    try terminal.wait(for: "gatehouse callers add ci")
    try terminal.press("Enter")
    try terminal.wait(for: "make the caller ci")
    try terminal.type(Home.passphrase)
    try terminal.press("Enter")
    try terminal.wait(for: "The key of ci")
    try terminal.press("Tab", "BTab", "BTab")
    try terminal.wait("the file's name in focus") { $0.contains("▌File") }
    try terminal.press("C-u")
    let file = home.path("files/ci.key")
    try terminal.type(file)
    try terminal.wait(for: file)
    try terminal.press("Enter")
    try terminal.wait(for: "only you can read it")
    let key = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines)
    #expect(key.hasPrefix("alter_rk_") && key.count > 30)
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    try terminal.press("Enter")
    try terminal.wait("the list with the caller") { $0.contains("▌ci") && !$0.contains("The key of ci") }

    try terminal.press("S")
    try terminal.wait(for: "ci is suspended")
    try terminal.wait(for: "suspended, refused until it is resumed")
    try terminal.press("S")
    try terminal.wait(for: "ci may call again")
    try terminal.press("d")
    try terminal.wait(for: "cannot be undone")
    try terminal.press("BTab")
    try terminal.wait("the name in focus") { $0.contains("▌Its name") }
    try terminal.type("ci")
    try terminal.press("Tab", "Tab", "Enter")
    try terminal.wait(for: "ci is revoked")
    try terminal.press("q")
    try terminal.waitForShell()
    #expect(!(try terminal.history()).contains(String(key.dropFirst(13))))
    let shown = try await home.run("callers", "list", "--json").array()
    #expect(shown.first?["state"] as? String == "revoked")
    await home.run("lock")
  }
}
