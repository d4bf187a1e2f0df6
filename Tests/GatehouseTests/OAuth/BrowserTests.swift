import AuthorizationServer
import Foundation
import LocalServers
import Testing

@Suite("The browser of gatehouse oauth connect")
struct BrowserTests {
  @Test("is opened with the page where there is a display")
  func opened() async throws {
    let connectable = try await ConnectableHome.make()
    let opened = connectable.home.path("files/opened")
    // Reading from it waits until the stand-in for xdg-open writes the address that it was given.
    try #require(mkfifo(opened, 0o600) == 0)
    let command = try start(connectable, ["DISPLAY": ":99"])
    let redirect = try await connectable.user.authorize(await written(to: opened, by: command))
    try await connectable.user.open(redirect)
    let ended = await command.ended()
    #expect(ended.status == 0 && ended.errorText.contains("The browser opens it"), "\(ended.errorText)")
    await connectable.end()
  }

  @Test(
    "is not opened over SSH or without a display, and it says why",
    arguments: [
      (["DISPLAY": ":99", "SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"], "this is an SSH session"),
      (["WAYLAND_DISPLAY": "wayland-0", "SSH_TTY": "/dev/pts/1"], "this is an SSH session"),
      ([:], "there is no display"),
    ] as [([String: String], String)])
  func notOpened(environment: [String: String], reason: String) async throws {
    let connectable = try await ConnectableHome.make()
    let command = try start(connectable, environment)
    #expect(await command.errorsHold("Ctrl-C cancels"))
    #expect(command.errorsSoFar.contains("No browser is opened: \(reason)"), "\(command.errorsSoFar)")
    #expect(command.errorsSoFar.contains("paste its address here"))
    command.signal(SIGINT)
    #expect(await command.ended().status == 1)
    #expect(!FileManager.default.fileExists(atPath: connectable.home.path("files/opened")))
    await connectable.end()
  }

  private func written(to pipe: String, by command: RunningCommand) async -> String {
    // Ends the reading when the command has ended without opening anything.
    let watch = Task {
      _ = await command.ended()
      let end = open(pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      if end >= 0 { close(end) }
    }
    defer { watch.cancel() }
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        let text = try? FileHandle(forReadingAtPath: pipe)?.readToEnd()
        continuation.resume(returning: String(decoding: text ?? Data(), as: UTF8.self))
      }
    }
  }

  private func start(_ connectable: ConnectableHome, _ variables: [String: String]) throws -> RunningCommand {
    let home = connectable.home
    try FileManager.default.createDirectory(atPath: home.path("bin"), withIntermediateDirectories: true)
    try ScriptFile.write("printf %s \"$1\" > '\(home.path("files/opened"))'", to: home.path("bin/xdg-open"))
    var environment = home.environment().merging(variables) { $1 }
    environment["PATH"] = "\(home.path("bin")):/usr/bin:/bin"
    return RunningCommand(
      ["oauth", "connect", ConnectableHome.provider, "--user", "mia"], environment: environment)
  }
}
