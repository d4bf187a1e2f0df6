import Foundation
import LocalServers
import Testing

/// Every command that README shows is run.
@Suite("README's commands")
struct ReadmeCommandsTests {
  static let readme = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "README.md")

  @Test("do what README says, with a server of this test in Stripe's place")
  func commands() async throws {
    let text = try String(contentsOf: Self.readme, encoding: .utf8)
    let documented = Set(text.matches(of: /`(gatehouse[^`\n]*)`/).map { String($0.1) })
    let server = try await LocalServer.start()
    let home = try await Home.withVault()
    await home.run(
      "secrets", "add", "custom", "--name", "stripe-live", "--origin", server.origin, "--kind", "bearer",
      input: "value-1")

    var run: Set<String> = []
    for command in documented {
      // The portal and the demo want a terminal; the demo's frame is the same picture without one.
      let words = Self.words(command.replacing("https://api.stripe.com", with: server.origin)).dropFirst()
      // That one runs until it is ended.
      if words.first == "serve" {
        #expect(await home.run("serve", "--help").status == 0)
        continue
      }
      let arguments = words.isEmpty ? ["--help"] : words == ["demo"] ? ["demo", "--frame", "100x30"] : Array(words)
      let ended = await home.run(arguments)
      #expect(ended.status == 0, "\(command): \(ended.errorText)")
      #expect(!ended.output.isEmpty || !ended.errorText.isEmpty, "\(command) said nothing")
      run.insert(command)
    }
    #expect(run.count >= 5)
    #expect(server.log.entries.first?.target == "/v1/balance")
    await server.stop()
  }

  /// Words as a shell splits them; single quotes hold one together.
  private static func words(_ command: String) -> [String] {
    command.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap { index, part in
      index.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [String(part)]
    }
  }
}
