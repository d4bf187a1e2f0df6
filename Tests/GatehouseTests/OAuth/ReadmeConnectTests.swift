import AuthorizationServer
import Foundation
import Testing

/// The block of commands under "Connect a user's account" in README.
@Suite("README connects a user")
struct ReadmeConnectTests {
  @Test("with the commands that it shows, a server of this test in GitHub's place")
  func commands() async throws {
    let readme = try String(contentsOf: ReadmeCommandsTests.readme, encoding: .utf8)
    let section = try #require(readme.firstMatch(of: #/## Connect a user's account(.|\n)*?\n## /#)).output.0
    // A comment stands behind the command, three spaces or more away.
    let commands = section.matches(of: #/\n(gatehouse .*?)(   |\n)/#).map { String($0.output.1) }
    try #require(commands.count == 2 && commands[0].contains("add-app") && commands[1].contains("connect"))

    let server = try await Glewlwyd.start()
    let redirectURI = "http://127.0.0.1:\(FreePort.take())/callback"
    #expect(section.contains("http://127.0.0.1:7412/callback"))
    let app = try await server.makeClient(redirectURIs: [redirectURI])
    let home = try await Home.withVault()
    try home.write(server.providerFile(), to: "files/provider.toml")
    #expect(await home.run("providers", "add", home.path("files/provider.toml")).status == 0)

    func words(_ command: String) -> [String] {
      command.replacing("github", with: "glewlwyd").replacing("--client-id ID", with: "--client-id \(app.id)")
        .split(separator: " ").dropFirst().map(String.init)
    }
    let added = await home.run(words(commands[0]) + ["--redirect-uri", redirectURI], input: app.secret ?? "")
    #expect(added.status == 0, "\(added.errorText)")
    let command = home.start(words(commands[1]))
    #expect(await command.errorsHold("Ctrl-C cancels"))
    let page = try #require(command.errorsSoFar.split(separator: "\n").first { $0.contains("/auth?") })
    let user = try await server.makeUser()
    try await user.open(user.authorize(page.trimmingCharacters(in: .whitespaces)))
    let ended = await command.ended()
    #expect(ended.status == 0 && UUID(uuidString: ended.text.trimmingCharacters(in: .newlines)) != nil)
    await home.run("lock")
    await server.stop()
  }
}
