import Foundation
import Testing

@Suite("Questions on a terminal")
struct PromptTests {
  @Test("init asks twice, shows the recovery kit once, and believes it when its code was typed back")
  func firstRun() async throws {
    let home = try Home()
    let command = home.start(["init"], passphraseFile: false, onTerminal: true)
    #expect(await command.outputHolds("Passphrase: "))
    command.type("abc\n")
    #expect(await command.outputHolds("too weak"))
    #expect(await command.outputHolds("Passphrase: ", times: 2))
    command.type("\(Home.passphrase)\n")
    #expect(await command.outputHolds("Once more: "))
    command.type("\(Home.passphrase)\n")
    #expect(await command.outputHolds("press Enter"))
    let code = try #require(command.outputSoFar.firstMatch(of: /Code +([0-9A-Z-]+)/)?.1)
    command.type("\n")
    #expect(await command.outputHolds("from your copy"))
    command.type("\(code)\n")
    let ended = await command.ended()
    #expect(ended.status == 0, "\(ended.text)")
    #expect(ended.text.contains("The recovery kit was tested."))
    #expect(!ended.text.contains(Home.passphrase), "the passphrase is not echoed")
    #expect(ended.text.contains("\u{1B}[?1049h") && ended.text.contains("\u{1B}[?1049l"))
    #expect(try await home.run("status", "--json").object()["has_recovery_kit"] as? Bool == true)
    await home.run("lock")
  }

  @Test("a wrong passphrase may be typed again, and a value is never echoed")
  func typedSecret() async throws {
    let home = try await Home.withVault()
    let command = home.start(
      ["secrets", "add", "custom", "--name", "api", "--origin", "https://api.example.com"], passphraseFile: false,
      onTerminal: true)
    #expect(await command.outputHolds("Value of token, not shown: "))
    command.type("typed-vaule\u{7F}\u{7F}\u{7F}lue\n")
    #expect(await command.outputHolds("Passphrase: "))
    command.type("no such passphrase\n")
    #expect(await command.outputHolds("Passphrase: ", times: 2))
    command.type("\(Home.passphrase)\n")
    let ended = await command.ended()
    #expect(ended.status == 0, "\(ended.text)")
    #expect(!ended.text.contains("typed") && !ended.text.contains(Home.passphrase))
    await home.run("lock")
  }

  @Test("a pasted value of two lines is refused whole, so that the second line reaches no shell")
  func pastedLines() async throws {
    let home = try await Home.withVault()
    let command = home.start(
      ["secrets", "add", "custom", "--name", "api", "--origin", "https://api.example.com"], passphraseFile: false,
      onTerminal: true)
    #expect(await command.outputHolds("Value of token"))
    command.type("first\nsecond\n")
    let ended = await command.ended()
    #expect(ended.status == 65, "\(ended.text)")
    #expect(ended.text.contains("line break inside"))
    await home.run("lock")
  }

  @Test("a signal at a prompt gives the terminal its echo back", arguments: [SIGTERM, SIGINT, SIGHUP])
  func signals(number: Int32) async throws {
    let home = try await Home.withVault()
    let command = home.start(["unlock"], passphraseFile: false, onTerminal: true)
    #expect(await command.outputHolds("Passphrase: "))
    #expect(command.isHidingTyping)
    command.signal(number)
    let ended = await command.ended()
    #expect(ended.status == -number)
    #expect(!command.isHidingTyping)
    await home.run("lock")
  }

  @Test("without a terminal a question is a clear refusal")
  func noTerminal() async throws {
    let home = try await Home.withVault()
    let ended = await home.run("passphrase", passphraseFile: false)
    #expect(ended.status == 64)
    #expect(ended.errorText.contains("no terminal") && ended.errorText.contains("--passphrase-file"))
    await home.run("lock")
  }
}
