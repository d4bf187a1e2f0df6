import Foundation
import LocalServers
import Testing
import VaultEngine

@Suite("gatehouse approvals")
struct ApprovalTests {
  /// A vault whose policies ask before every DELETE, and a server that takes them.
  private static func world(
    _ rule: String = "ask DELETE", _ body: (Home, LocalServer) async throws -> Void
  ) async throws {
    let home = try await Home.withVault()
    let server = try await LocalServer.start()
    try await home.addToken(origin: server.origin)
    let saved = await home.run("policy", "add", "careful", "--grant", "api", rule)
    try #require(saved.status == 0, "\(saved.errorText)")
    try await body(home, server)
    await home.run("lock")
    await server.stop()
  }

  /// A call in the background that waits for its answer, and the beginning of its id, as it says itself.
  private static func park(
    _ home: Home, _ server: LocalServer, path: String = "/echo", _ more: String...
  ) async throws -> (command: RunningCommand, id: String) {
    let command = home.start(["request", "DELETE", "\(server.origin)\(path)", "--grant", "api"] + more)
    command.send([])
    #expect(await command.errorsHold("gatehouse approvals approve "), "\(command.errorsSoFar)")
    let id = try #require(command.errorsSoFar.firstMatch(of: /approvals approve ([0-9a-f]{8})/)?.1)
    return (command, String(id))
  }

  @Test("A waiting call is listed and shown, then approved once and sent; the next one waits again")
  func approves() async throws {
    try await Self.world { home, server in
      let call = try await Self.park(
        home, server, path: "/echo?page=2", "--reason", "order 1043 arrived broken", "-H",
        "Content-Type: application/json", "--data",
        #"{"token":"hush","a":1}"#)
      #expect(server.log.entries.isEmpty)
      let listed = try #require(try await home.run("approvals", "list", "--json").array().first)
      #expect(listed["kind"] as? String == "call" && listed["method"] as? String == "DELETE")
      #expect(listed["reason"] as? String == "order 1043 arrived broken")
      #expect(listed["caller"] as? String == "cli" && listed["grant_name"] as? String == "api")
      let id = try #require(listed["request_id"] as? String)
      #expect(id.hasPrefix(call.id))
      let table = await home.run("approvals", "list").text
      #expect(table.contains(call.id) && table.contains("DELETE \(server.origin)/echo"))

      let shown = await home.run("approvals", "show", call.id)
      #expect(shown.status == 0 && shown.text.contains("careful v1 rule 1") && shown.text.contains("page=2"))
      #expect(!shown.text.contains("hush"))
      #expect(
        try await home.run("approvals", "show", id.uppercased(), "--json").object()["request_id"] as? String == id)

      let approved = await home.run("approvals", "approve", String(id.prefix(4)))
      #expect(approved.status == 0, "\(approved.errorText)")
      #expect(approved.text.hasPrefix("Approved: DELETE \(server.origin)/echo of cli."))
      let ended = await call.command.ended()
      #expect(ended.status == 0, "\(ended.errorText)")
      #expect(ended.text == #"{"token":"hush","a":1}"#)
      #expect(server.log.entries.count == 1)
      #expect(try await home.run("approvals", "list", "--json").array().isEmpty)

      let next = try await Self.park(home, server)
      next.command.signal(SIGINT)
      #expect(await next.command.ended().status != 0)
      #expect(server.log.entries.count == 1)
    }
  }

  @Test("A denial's reason goes back to the caller, who exits 77 with nothing sent")
  func denies() async throws {
    try await Self.world { home, server in
      let call = try await Self.park(home, server)
      let denied = await home.run("approvals", "deny", call.id, "--reason", "not on a Friday", "--as", "kim")
      #expect(denied.status == 0, "\(denied.errorText)")
      #expect(denied.text.hasPrefix("Denied: DELETE "))
      let ended = await call.command.ended()
      #expect(ended.status == 77)
      #expect(ended.errorText.contains("kim denied the call: not on a Friday"))
      #expect(server.log.entries.isEmpty)
      let events = try await home.run("audit", "list", "--json").lines().compactMap { $0["kind"] as? String }
      #expect(events.suffix(3) == ["asked", "approval_denied", "denied"])
    }
  }

  @Test("With --for, calls like it pass until the approval is ended")
  func forAWhile() async throws {
    try await Self.world { home, server in
      let call = try await Self.park(home, server)
      let approved = await home.run("approvals", "approve", call.id, "--for", "15m")
      #expect(approved.status == 0 && approved.text.contains("for 15m"), "\(approved.errorText)")
      #expect(await call.command.ended().status == 0)
      #expect(await home.run("request", "DELETE", "\(server.origin)/echo", "--grant", "api").status == 0)
      #expect(server.log.entries.count == 2)

      let pass = try #require(try await home.run("approvals", "list", "--json").array().first)
      #expect(pass["kind"] as? String == "approval" && pass["caller"] as? String == "cli")
      let id = try #require(pass["approval_id"] as? String)
      #expect(await home.run("approvals", "list").text.contains(id.prefix(8)))
      let ended = await home.run("approvals", "end", String(id.prefix(8)))
      #expect(ended.status == 0 && ended.text.hasPrefix("Ended: DELETE "), "\(ended.errorText)")
      #expect(try await home.run("approvals", "list", "--json").array().isEmpty)
      #expect(await home.run("approvals", "end", id).status == 66)

      let asked = try await Self.park(home, server)
      #expect(await home.run("approvals", "deny", asked.id, "--reason", "enough").status == 0)
      #expect(await asked.command.ended().status == 77)
      #expect(server.log.entries.count == 2)
    }
  }

  @Test("Two of three named people: one is not enough, nobody counts twice, and a stranger does not count")
  func severalApprovers() async throws {
    try await Self.world("ask DELETE by 2 of kim,lee,sam") { home, server in
      let call = try await Self.park(home, server)
      #expect(await home.run("approvals", "approve", call.id, "--as", "eve").status == 65)
      let first = await home.run("approvals", "approve", call.id, "--as", "kim")
      #expect(first.status == 0 && first.text.contains("1 more wanted, of lee, sam"), "\(first.text)\(first.errorText)")
      #expect(await home.run("approvals", "approve", call.id, "--as", "kim").status == 65)
      #expect(server.log.entries.isEmpty)
      #expect(await home.run("approvals", "approve", call.id, "--as", "sam").status == 0)
      #expect(await call.command.ended().status == 0)
      #expect(server.log.entries.count == 1)
    }
  }

  @Test("A call that nobody answers is denied when its time is over, and cannot be approved then")
  func expires() async throws {
    try await Self.world("ask DELETE within 1s") { home, server in
      let call = try await Self.park(home, server)
      let ended = await call.command.ended()
      #expect(ended.status == 77)
      #expect(ended.errorText.contains("nobody approved the call in time"))
      let late = await home.run("approvals", "approve", call.id)
      #expect(late.status == 66, "\(late.errorText)")
      #expect(server.log.entries.isEmpty)
    }
  }

  @Test("The passphrase is always wanted, though the vault is unlocked; without it the call goes on waiting")
  func wantsThePassphrase() async throws {
    try await Self.world { home, server in
      let call = try await Self.park(home, server)
      let unasked = await home.run(["approvals", "approve", call.id], passphraseFile: false)
      #expect(unasked.status == 64, "\(unasked.errorText)")
      try home.write("no such passphrase\n", to: "files/wrong")
      let wrong = await home.run("approvals", "approve", call.id, "--passphrase-file", home.path("files/wrong"))
      #expect(wrong.status == 78, "\(wrong.errorText)")
      #expect(server.log.entries.isEmpty)

      let typed = home.start(["approvals", "approve", call.id], passphraseFile: false, onTerminal: true)
      #expect(await typed.outputHolds("Passphrase: "))
      // What is approved stands above the question.
      #expect(!Keyring.works || typed.outputSoFar.contains("DELETE \(server.origin)/echo"))
      typed.type("\(Home.passphrase)\n")
      let ended = await typed.ended()
      #expect(ended.status == 0, "\(ended.text)")
      #expect(await call.command.ended().status == 0)
      #expect(server.log.entries.count == 1)
    }
  }

  @Test("An id that is unknown exits 66; one that is too short, and a time that is none, exit 65")
  func mistakes() async throws {
    try await Self.world { home, _ in
      #expect(await home.run("approvals", "approve", "4c07ffff").status == 66)
      #expect(await home.run("approvals", "show", "4c07ffff").status == 66)
      #expect(await home.run("approvals", "deny", "4c07ffff", "--reason", "no").status == 66)
      #expect(await home.run("approvals", "end", "4c07ffff").status == 66)
      #expect(await home.run("approvals", "approve", "4c0").status == 65)
      #expect(await home.run("approvals", "approve", "4c07ffff", "--for", "soon").status == 65)
      #expect(await home.run("approvals", "approve", "4c07ffff", "--for", "2d").status == 65)
      #expect(await home.run("approvals", "deny", "4c07ffff").status == 64)
      #expect(await home.run("approvals", "deny", "4c07ffff", "--reason", " ").status == 65)
      let empty = await home.run("approvals", "list")
      #expect(empty.status == 0 && empty.output.isEmpty && empty.errorText == "No call waits for an approval.\n")
      await home.run("lock")
      #expect(await home.run(["approvals", "list"], passphraseFile: false).status == 78)
    }
  }
}
