import Domain
import Foundation
import LocalServers
import Testing
import VaultEngine

/// Connect sessions and wallets, from the process that opens one to the person at the portal.
@Suite("Connect sessions in the terminal")
struct SessionJourneyTests {
  @Test("a session appears, counts down, shows its link as text and picture, is cancelled, and its caller learns it")
  func session() async throws {
    let home = try await Home.withVault()
    let port = FreePort.take()
    try home.write("port = \(port)\n", to: "config/gatehouse/config.toml")
    let (vault, shop) = try await home.openCaller("shop")
    let terminal = try TmuxTerminal(home: home, columns: 120, rows: 40)
    try terminal.run(Binary.path)
    try terminal.wait(for: "broker 127.0.0.1:\(port)")
    try terminal.press("C")
    try terminal.wait(for: "No connect session waits.")

    let opened = try await vault.openConnectSession(
      ConnectWish(.connection, providers: ["github"], user: "mia", returnURL: "https://shop.example/back"), by: shop)
    let shown = try terminal.wait("the session") { screen in
      ["1 session waiting, C", "shop", "an account at GitHub", "mia", "min "].allSatisfy(screen.contains)
    }
    let first = try #require(Self.secondsLeft(shown))
    try terminal.wait("a second later, without a key") { Self.secondsLeft($0).map { $0 < first } == true }

    try terminal.press("Enter")
    let link = "http://127.0.0.1:\(port)/connect/\(opened.token)"
    try terminal.wait("the link") { Self.unwrapped($0).contains(link) && $0.contains("https://shop.example/back") }
    try terminal.press("v")
    try terminal.wait("the picture") { screen in
      screen.firstRange(of: "█▀▀▀▀▀█") != nil && Self.unwrapped(screen).contains(link)
    }
    // Alone: Esc and a letter close together are one key, as a terminal sends Alt.
    try terminal.press("Escape")
    try terminal.wait(for: "returns to")
    try terminal.press("d")
    try terminal.wait(for: "[ Keep it ]")
    try terminal.press("Tab", "Enter")
    try terminal.wait("its end") { $0.contains("cancelled here") && !$0.contains("waiting, C") }
    guard case .failed("connect_cancelled", _) = try await vault.connectSession(token: opened.token, by: shop)?.answer
    else {
      Issue.record("the caller is not told")
      return
    }
    for file in home.writtenFiles() {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      #expect(bytes.firstRange(of: Data(opened.token.utf8)) == nil, "\(file)")
    }

    // The same portal makes a link to a wallet, which wants the passphrase.
    try terminal.press("Escape")
    try terminal.wait(for: "Ended a short while ago")
    try terminal.press("Escape")
    try terminal.wait("the panes") { !$0.contains("Connect sessions") }
    try terminal.press(":")
    try terminal.type("wallet mia")
    try terminal.press("Enter")
    try terminal.wait(for: "make a link to the wallet of mia")
    try terminal.type(Home.passphrase)
    try terminal.press("Enter")
    let wallet = try terminal.wait("the wallet's link") { $0.contains("/wallet/open/") && $0.contains("opens once") }
    let text = Self.unwrapped(wallet)
    let start = try #require(text.firstRange(of: "/wallet/open/")?.upperBound)
    let token = String(text[start...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "._-@+".contains($0)) })
    #expect(try await vault.isWalletLink(token))
    try terminal.press("v")
    try terminal.wait(for: "█▀▀▀▀▀█")
    #expect(!(try terminal.history()).contains(Home.passphrase))
    try terminal.press("Escape")
    try terminal.wait(for: "Whoever opens this link")
    try terminal.press("Escape")
    try terminal.wait("the panes") { !$0.contains("/wallet/open/") }
    try terminal.press("q")
    try terminal.waitForShell()
    await vault.close()
    await home.run("lock")
  }

  /// The screen without its borders and breaks, so that what was wrapped is whole.
  private static func unwrapped(_ screen: String) -> String {
    screen.filter { !$0.isWhitespace && $0 != "│" }
  }

  /// Of `9 min 58 s`.
  private static func secondsLeft(_ screen: String) -> Int? {
    guard let found = screen.firstMatch(of: /(\d+) min (\d+) s/), let minutes = Int(found.1),
      let seconds = Int(found.2)
    else { return nil }
    return minutes * 60 + seconds
  }
}
