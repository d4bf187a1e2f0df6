import Foundation
import Testing

/// What must never be seen, and what another process may do while the portal is open.
@Suite("Values and locks in the terminal")
struct SecretsOnScreenTests {
  /// Built from parts, so that no scanner takes it for a real one.
  private static let token = "tok_local_" + "7c2ma81kdd04"

  @Test("a paste outside a field opens the dialog, and the value is nowhere: no screen, no scrollback, no file")
  func pastedOutside() async throws {
    let home = try await Home.withVault()
    let terminal = try TmuxTerminal(home: home)
    try terminal.run(Binary.path)
    try terminal.wait(for: "Three ways to the first grant")
    try terminal.paste(Self.token + "\n")
    let screen = try terminal.wait(for: "22 characters")
    #expect(screen.contains("New managed secret"))
    #expect(screen.contains("••••••••••••••••"))
    #expect(screen.contains("nothing is stored yet"))
    try terminal.press("Escape")
    try terminal.wait(for: "Three ways to the first grant")
    try terminal.press("q")
    try terminal.wait("the shell again") { !$0.contains("Providers") && $0.contains("$") }
    #expect(try !terminal.history().contains(Self.token))
    for file in home.writtenFiles() {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      #expect(bytes.range(of: Data(Self.token.utf8)) == nil, "\(file)")
    }
  }

  @Test("a vault that another process locks shows the unlock screen, and opens again with the passphrase only")
  func lockedElsewhere() async throws {
    let home = try await Home.withVault()
    let terminal = try TmuxTerminal(home: home)
    try terminal.run(Binary.path)
    try terminal.wait(for: "Three ways to the first grant")
    let locked = await home.run("lock")
    #expect(locked.status == 0, "\(locked.errorText)")
    let screen = try terminal.wait(for: "from another terminal")
    #expect(screen.contains("Your passphrase opens it."))
    #expect(!screen.contains("2 Grants") && !screen.contains("vault created"))
    try terminal.type("not the passphrase")
    try terminal.press("Enter")
    try terminal.wait(for: "the passphrase is wrong")
    try terminal.type(Home.passphrase)
    try terminal.press("Enter")
    #expect(try terminal.wait(for: "Three ways to the first grant").contains("2 Grants"))
  }
}
