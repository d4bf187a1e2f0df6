import Foundation
import LocalServers
import Testing

/// A call that waits, from the shell that makes it to the person at the portal.
@Suite("An approval in the terminal")
struct ApprovalJourneyTests {
  @Test("a waiting call is told of, shown with its reason, approved with the passphrase, and its answer goes back")
  func approved() async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    #expect(await home.run("policy", "add", "careful", "--grant", "api", "ask DELETE").status == 0)
    let terminal = try TmuxTerminal(home: home, columns: 120, rows: 40)
    try terminal.run(Binary.path)
    try terminal.wait(for: "careful")

    let call = home.start([
      "request", "DELETE", "\(server.origin)/echo", "--grant", "api", "--reason", "the order was a test", "--data",
      "x=1",
    ])
    call.send([])
    try terminal.wait(for: "1 approval waiting, !")
    #expect(!(try terminal.screen()).contains("May cli do this?"))
    try terminal.press("!")
    let opened = try terminal.wait("the whole dialog") { screen in
      [
        "May cli do this?", "s left", "“the order was a test”", "DELETE  \(server.origin)/echo", "careful v1 rule 1",
        "a   approve once", "? help",
      ]
      .allSatisfy(screen.contains)
    }
    // No answer is Enter or Space, and for its first moments the dialog takes no answer at all.
    try terminal.press("Enter", "Space")
    let first = try #require(Self.secondsLeft(opened))
    try terminal.wait("a second later") { Self.secondsLeft($0).map { $0 < first } == true }
    #expect(server.log.entries.isEmpty)

    try terminal.press("a")
    try terminal.wait(for: "Passphrase")
    try terminal.type(Home.passphrase)
    try terminal.press("Enter")
    let ended = await call.ended()
    #expect(ended.status == 0 && ended.text == "x=1", "\(ended.errorText)")
    #expect(server.log.entries.count == 1)
    try terminal.wait("nothing waits") { !$0.contains("approval waiting") }
    #expect(!(try terminal.history()).contains(Home.passphrase))
    await home.run("lock")
    await server.stop()
  }

  /// Of `4 min 58 s left`.
  private static func secondsLeft(_ screen: String) -> Int? {
    guard let found = screen.firstMatch(of: /(\d+) min (\d+) s left/), let minutes = Int(found.1),
      let seconds = Int(found.2)
    else { return nil }
    return minutes * 60 + seconds
  }
}
