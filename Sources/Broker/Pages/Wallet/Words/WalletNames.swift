internal import VaultEngine

/// Who did something, for people: callers of the log by the names that they show.
struct WalletNames: Sendable {
  /// By full name.
  let shown: [String: String]

  init(_ shown: [String: String]) { self.shown = shown }

  /// `Photo Shop`, or `Helper, an agent of Photo Shop`, as they write themselves; `You`, `The developer`.
  func who(_ caller: String, inSentence: Bool = false) -> String {
    switch caller {
    case Vault.walletName: return inSentence ? "you" : "You"
    case "cli", "portal": return inSentence ? "the developer" : "The developer"
    default: break
    }
    let own = shown[caller]
    guard let slash = caller.firstIndex(of: "/") else { return own ?? caller }
    let maker = String(caller[..<slash])
    return "\(own ?? String(caller[caller.index(after: slash)...])), an agent of \(shown[maker] ?? maker)"
  }
}
