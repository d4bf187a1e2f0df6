import AuthorizationServer
import Foundation
import LocalServers
import Testing

@Suite("gatehouse oauth connect, against a real authorization server")
struct ConnectTests {
  @Test("a user agrees in a browser, and the grant_id calls, is refreshed, listed, and at last revoked")
  func wholeLife() async throws {
    let connectable = try await ConnectableHome.make()
    let (home, user) = (connectable.home, connectable.user)
    let (ended, redirect, page) = try await connectable.connect()
    #expect(ended.status == 0, "\(ended.errorText)")
    let id = ended.text.trimmingCharacters(in: .newlines)
    #expect(UUID(uuidString: id) != nil && ended.text == id + "\n")
    #expect(ended.errorText.contains(connectable.redirectURI) && ended.errorText.contains("glewlwyd-mia"))
    let code = try ConnectableHome.code(in: redirect)
    #expect(page.status == 200 && !page.text.contains(code))
    #expect(!(ended.text + ended.errorText).contains(code))

    let call = await connectable.userinfo(grant: id)
    #expect(call.status == 0 && call.text.contains(user.username), "\(call.errorText)")
    let shown = await home.run("grants", "show", id).text
    #expect(shown.contains("OAuth connection") && shown.contains(user.username) && shown.contains("read write"))
    let listed = await home.run("oauth", "list").text
    #expect(listed.contains("glewlwyd-mia") && listed.contains("60 min"))
    #expect(await home.run("grants", "list").text.contains("oauth"))

    let refreshed = await home.run("oauth", "refresh", "glewlwyd-mia")
    #expect(refreshed.status == 0 && refreshed.text.contains("access ends in 60 min"), "\(refreshed.errorText)")
    #expect(await connectable.userinfo(grant: id).status == 0)

    let revoked = await home.run("oauth", "revoke", "glewlwyd-mia")
    #expect(revoked.status == 0 && revoked.text.contains("was told"), "\(revoked.text)\(revoked.errorText)")
    let denied = await connectable.userinfo(grant: id)
    #expect(denied.status == 77 && denied.errorText.contains("revoked"), "\(denied.errorText)")
    #expect(await home.run("audit", "verify").status == 0)
    await connectable.end()
  }

  @Test("--json prints one document, progress as JSON lines, and scopes that were not given as a warning")
  func asJSON() async throws {
    let connectable = try await ConnectableHome.make()
    let home = connectable.home
    let command = home.start(
      ["oauth", "connect", "glewlwyd-app", "--user", "mia", "--label", "work", "--no-browser", "--json"])
    #expect(await command.errorsHold(#""step":"waiting""#))
    let steps = try command.errorsSoFar.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(steps.compactMap { $0["step"] as? String } == ["listening", "open", "waiting"])
    let page = try #require(steps.first { $0["step"] as? String == "open" }?["url"] as? String)
    let redirect = try await connectable.user.authorize(page, granting: ["read"])
    try await connectable.user.open(redirect)
    let ended = await command.ended()
    let document = try ended.object()
    #expect(document["user_id"] as? String == "mia" && document["label"] as? String == "work")
    #expect(document["account"] as? String == "\(connectable.user.username)@example.org")
    #expect(document["scopes_asked"] as? [String] == ["read", "write"])
    #expect(document["scopes_given"] as? [String] == ["read"])
    #expect((document["warnings"] as? [String])?.first?.contains("write") == true)
    let grant = try await home.run("grants", "list", "--json").array()[0]
    #expect(grant["way"] as? String == "oauth" && grant["grant_id"] as? String == document["grant_id"] as? String)
    await connectable.end()
  }

  @Test("where the port is taken it says by whom, and the pasted address does; what is pasted first may be wrong")
  func pastedBack() async throws {
    let blocker = try await LocalServer.start()
    let connectable = try await ConnectableHome.make(port: blocker.port)
    let command = try await connectable.start()
    #expect(command.errorsSoFar.contains("port \(blocker.port) is taken by"))
    command.type("http://127.0.0.1:\(blocker.port)/callback?error=nonsense\n")
    #expect(await command.errorsHold("Not accepted"))
    let redirect = try await connectable.user.authorize(connectable.page(of: command))
    command.type(redirect + "\n")
    let ended = await command.ended()
    #expect(ended.status == 0, "\(ended.errorText)")
    #expect(!ended.errorText.contains(try ConnectableHome.code(in: redirect)))
    #expect(await connectable.userinfo(grant: "glewlwyd-mia").status == 0)
    await connectable.end()
    await blocker.stop()
  }

  @Test("a user who does not agree is exit 77, and nothing is stored")
  func refused() async throws {
    let connectable = try await ConnectableHome.make()
    let command = try await connectable.start()
    let state = try #require(connectable.page(of: command).firstMatch(of: /[?&]state=([^&]+)/)?.1)
    command.type("\(connectable.redirectURI)?error=access_denied&state=\(state)\n")
    let ended = await command.ended()
    #expect(ended.status == 77 && ended.errorText.contains("did not agree"), "\(ended.errorText)")
    #expect(ended.output.isEmpty)
    #expect(try await connectable.home.run("grants", "list", "--json").array().isEmpty)
    await connectable.end()
  }

  @Test("where the answer can neither arrive nor be pasted, it ends and says why")
  func stranded() async throws {
    let blocker = try await LocalServer.start()
    let connectable = try await ConnectableHome.make(port: blocker.port)
    let ended = await connectable.home.run("oauth", "connect", "glewlwyd", "--user", "mia", "--no-browser")
    #expect(ended.status == 1 && ended.errorText.contains("port \(blocker.port) is taken by"), "\(ended.errorText)")
    #expect(try await connectable.home.run("grants", "list", "--json").array().isEmpty)
    await connectable.end()
    await blocker.stop()
  }

  @Test("on a terminal the pasted address is not shown, and the echo comes back")
  func pastedOnTerminal() async throws {
    let connectable = try await ConnectableHome.make()
    let command = try await connectable.start(onTerminal: true)
    #expect(command.isHidingTyping)
    let redirect = try await connectable.user.authorize(connectable.page(of: command))
    command.type(redirect + "\n")
    let ended = await command.ended()
    #expect(ended.status == 0, "\(ended.text)")
    #expect(!ended.text.contains(try ConnectableHome.code(in: redirect)))
    #expect(!command.isHidingTyping)
    await connectable.end()
  }

  @Test("Ctrl-C ends it: nothing is stored, the port is free, the echo is back")
  func cancelled() async throws {
    let connectable = try await ConnectableHome.make()
    let command = try await connectable.start(onTerminal: true)
    command.type("\u{3}")
    let ended = await command.ended()
    #expect(
      ended.status == 1 && ended.text.contains("it was cancelled; nothing was stored"), "\(ended.status) \(ended.text)")
    #expect(!command.isHidingTyping)
    #expect(try await connectable.home.run("grants", "list", "--json").array().isEmpty)
    #expect(try await connectable.connect().ended.status == 0)
    await connectable.end()
  }

  @Test("--device shows a code; the user types it elsewhere")
  func device() async throws {
    let connectable = try await ConnectableHome.make()
    let command = try await connectable.start(["glewlwyd", "--user", "mia", "--device"])
    let lines = command.errorsSoFar.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    let complete = try #require(lines.first { $0.hasPrefix("\(connectable.server.issuer)/device?") })
    #expect(command.errorsSoFar.contains("The code is good for"))
    try await connectable.user.confirm(complete)
    let ended = await command.ended()
    #expect(ended.status == 0, "\(ended.errorText)")
    #expect(UUID(uuidString: ended.text.trimmingCharacters(in: .newlines)) != nil)
    #expect(await connectable.userinfo(grant: "glewlwyd-mia").status == 0)
    await connectable.end()
  }

  @Test("on a terminal a device's code comes with a QR code and the seconds that are left")
  func deviceOnTerminal() async throws {
    let connectable = try await ConnectableHome.make()
    let command = try await connectable.start(["glewlwyd", "--user", "mia", "--device"], onTerminal: true)
    #expect(command.outputSoFar.contains("█") && command.outputSoFar.contains(" s left."))
    command.signal(SIGINT)
    #expect(await command.ended().status == 1)
    await connectable.end()
  }
}
