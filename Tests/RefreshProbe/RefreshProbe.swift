import Domain
import Foundation
import VaultEngine

/// A process that makes calls with a grant, several at once, for the tests that need real ones: it says that it is
/// ready, waits for a line, and prints the statuses or what went wrong.
///
/// Arguments: the vault's folders for home, state and configuration, a passphrase file, the URL, the grant, the number.
@main
enum RefreshProbe {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 8, let calls = Int(arguments[7]) else { exit(64) }
    let vault = try await Vault.open(
      at: VaultLocation(home: arguments[1], state: arguments[2], configuration: arguments[3]))
    if try await !vault.status().isUnlocked {
      let passphrase = try String(contentsOfFile: arguments[4], encoding: .utf8)
      try await vault.unlock(passphrase: SecretBytes(passphrase))
    }
    say("ready")
    _ = readLine()
    let endings = await withTaskGroup(of: String.self) { group in
      for _ in 0..<calls { group.addTask { await call(vault, arguments[5], arguments[6]) } }
      var endings: [String] = []
      for await ending in group { endings.append(ending) }
      return endings
    }
    say(endings.joined(separator: " "))
    await vault.close()
  }

  private static func call(_ vault: Vault, _ url: String, _ grant: String) async -> String {
    do {
      let response = try await vault.request(.get, url, grantID: grant, caller: "probe")
      _ = try await response.body.collect(upTo: 1 << 20)
      return String(response.status)
    } catch {
      return (error as? VaultError)?.code.rawValue ?? "failed"
    }
  }

  private static func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
  }
}
