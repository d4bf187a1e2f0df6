import Domain
import Foundation
import LocalServers
import Testing

/// Processes that die at any instant. The short version runs in the suite; `make soak` runs thousands.
@Suite("Soak: killed at any instant")
struct SoakTests {
  private static let isSoak = ProcessInfo.processInfo.environment["GATEHOUSE_SOAK"] != nil

  @Test(
    "A call that is killed leaves a whole log: nothing was sent without an intent, and what is open becomes unknown")
  func killedCalls() async throws {
    let server = try await LocalServer.start()
    let home = try await Home.withVault()
    await home.run(
      "secrets", "add", "custom", "--name", "api", "--origin", server.origin, "--kind", "bearer", input: "value-1")
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<(Self.isSoak ? 2000 : 12) {
      let command = home.start(["request", "GET", server.origin + "/stream/10", "--grant", "api"])
      // The instant is the point: anywhere from before the first instruction to after the answer.
      try await ContinuousClock().sleep(for: .milliseconds(Int.random(in: 0...120, using: &generator)))
      command.signal(SIGKILL)
      _ = await command.ended()
    }
    let verified = await home.run("audit", "verify", "--json")
    #expect(verified.status == 0, "\(verified.text)\(verified.errorText)")
    let last = await home.run("request", "GET", server.origin + "/stream/10", "--grant", "api")
    #expect(last.status == 0, "\(last.errorText)")
    let rows = try await home.run("audit", "list", "kind:intent", "--limit", "100000", "--json").lines()
    #expect(rows.count >= server.log.entries.count)
    #expect(rows.allSatisfy { $0["result"] as? String != "open" })
    await server.stop()
  }
}
