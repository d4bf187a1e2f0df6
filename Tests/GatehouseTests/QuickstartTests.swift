import Foundation
import HelpTopics
import LocalServers
import Testing

@Suite("The quickstart")
struct QuickstartTests {
  @Test("every command of gatehouse help quickstart works, in its order, in a shell")
  func commandsWork() async throws {
    let home = try Home()
    let server = try await LocalServer.start()
    var environment = home.environment()
    environment["PATH"] = (Binary.path as NSString).deletingLastPathComponent + ":/usr/bin:/bin"
    let commands = HelpTopic.quickstart.commands
    #expect(commands.count >= 8)
    for command in commands {
      // The text's own address stands for the reader's; its value is asked for on a terminal there, and piped in here.
      let line = "cd '\(home.path("files"))' && " + command.replacing("http://127.0.0.1:8080", with: server.origin)
      let shell = RunningCommand(["-c", line], executable: "/bin/sh", environment: environment)
      shell.send(Array("value-1\n".utf8))
      let ended = await shell.ended()
      #expect(ended.status == 0, "\(command): \(ended.errorText)")
      #expect(!ended.output.isEmpty, "\(command)")
    }
    let call = try #require(server.log.entries.first)
    #expect(call.header("Authorization") == "Bearer value-1")
    await home.run("lock")
    await server.stop()
  }
}
