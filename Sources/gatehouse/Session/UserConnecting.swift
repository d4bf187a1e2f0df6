internal import Domain
internal import VaultEngine

/// Has an end user agree at a provider, with what is shown and read meanwhile.
struct UserConnecting: Sendable {
  let provider: String
  let opensBrowser: Bool
  let passphrase: PassphraseOptions
  let asJSON: Bool

  func connect(_ draft: ConnectionDraft, in vault: Vault) async throws -> Grant {
    let reason = ConnectionProgress.reasonAgainstBrowser(Environment.all)
    if let reason, opensBrowser, !draft.isDevice { Output.note("No browser is opened: \(reason).") }
    return try await Interruption.cancelling {
      // A passphrase on standard input has used it up.
      let pasted = draft.isDevice || passphrase.usesStandardInput ? PastedLines.none : PastedLines.begin()
      let progress = ConnectionProgress(
        provider: provider, user: draft.userID, opensBrowser: reason == nil && opensBrowser,
        canPaste: pasted.isPossible, asJSON: asJSON)
      defer {
        progress.end()
        pasted.end()
      }
      do { return try await vault.connect(draft, pasted: pasted.lines) { progress.show($0) } } catch {
        throw Task.isCancelled ? error : progress.stranded ?? error
      }
    }
  }
}
