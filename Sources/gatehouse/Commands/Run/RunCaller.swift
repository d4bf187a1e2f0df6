internal import Domain
internal import VaultEngine

/// Who a program of `gatehouse run` is to the vault, for as long as it runs.
struct RunCaller {
  private let minted: MintedKey
  /// Whether the caller was there before, and only the key is new.
  private let isBorrowed: Bool

  /// As in the log.
  var name: String { minted.caller.name }
  var key: String { minted.text.text() ?? "" }

  /// Calls, and what helps to understand their answers; never the credential.
  private static let rights: Set<CallerRight> = [.call, .readGrants, .readApprovals, .readProviders]

  /// - Parameter existing: a caller whose rights it takes, without a passphrase; nil for one of its own.
  static func make(
    of existing: String?, program: String, grants: [GrantSummary], until expiry: Timestamp,
    _ passphrase: PassphraseOptions, in vault: Vault
  ) async throws -> RunCaller {
    let name = Self.name(for: program)
    guard let existing else {
      try await holdAdmin(passphrase, vault)
      let draft = CallerDraft(
        name: name, displayName: "gatehouse run", reach: .only(Set(grants.map(\.id))), rights: rights,
        expiresAt: expiry)
      let minted = try await vault.addCaller(draft, by: .admin)
      await vault.dropAdmin()
      return RunCaller(minted: minted, isBorrowed: false)
    }
    try await unlock(passphrase, vault)
    let caller = try await vault.caller(existing)
    for grant in grants where !caller.reach.contains(grant.id) {
      throw Failure(
        .denied, "the caller \(caller.name) may not use the grant \(grant.grant.name)",
        hint: "name another, or leave --as out")
    }
    // The owner of the vault derives a key, which narrows only, as the caller itself could.
    let owner = CallerIdentity(
      id: caller.id, name: caller.name, kind: caller.kind, keyID: caller.id, keyPrefix: "", rights: caller.rights,
      reach: GrantReach(caller.reach), isDeprecated: false, rootID: caller.id, address: .thisMachine)
    let draft = CallerKeyDraft(name: name, rights: caller.rights.subtracting(CallerRight.special), expiresAt: expiry)
    return RunCaller(minted: try await vault.mintKey(for: caller.id, draft, by: .caller(owner)), isBorrowed: true)
  }

  /// Ends the key, and with it a caller of the program's own; by its own right, so that no passphrase is wanted.
  func end(in vault: Vault) async {
    let (caller, key) = (minted.caller, minted.key)
    let itself = CallerIdentity(
      id: caller.id, name: caller.name, kind: caller.kind, keyID: key.id, keyPrefix: key.prefix, rights: key.rights,
      reach: GrantReach(caller.reach), isDeprecated: false, rootID: caller.id, address: .thisMachine)
    do throws(VaultError) {
      if isBorrowed {
        _ = try await vault.revokeKey(key.id, by: .caller(itself))
      } else {
        _ = try await vault.revokeCaller(caller.id, by: .caller(itself))
      }
    } catch {
      switch error.cause {
      // Nothing is left to end.
      case .callerRevoked, .keyRevoked, .keyExpired, .invalidKey: return
      default: break
      }
      let command = isBorrowed ? "rotate \(caller.name) --key \(key.prefix)" : "revoke \(caller.name)"
      Output.note(
        "Its key could not be ended (\(Printable.text(error.message))); it ends by itself. At once: "
          + "gatehouse callers \(command)")
    }
  }

  /// `run-npm-3f9a02c1`.
  private static func name(for program: String) -> String {
    let word = program.split(separator: "/").last ?? "program"
    let letters = word.prefix(24).filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    return "run-\(letters.isEmpty ? "program" : String(letters))-\(Identifier().description.prefix(8))"
  }

  /// The passphrase is typed once, whether the vault is locked or not: calls are made while the program runs.
  private static func holdAdmin(_ passphrase: PassphraseOptions, _ vault: Vault) async throws {
    guard try await !vault.status().isUnlocked else { return try await Session.holdAdmin(vault, passphrase) }
    try await Session.retrying(passphrase) { try await vault.unlock(passphrase: $0, holdingAdmin: true) }
  }

  private static func unlock(_ passphrase: PassphraseOptions, _ vault: Vault) async throws {
    guard try await !vault.status().isUnlocked else { return }
    guard passphrase.file != nil || Prompt.isPossible else {
      throw Failure(
        .locked, "the vault is locked", hint: "unlock it with: gatehouse unlock, or give --passphrase-file FILE")
    }
    try await Session.retrying(passphrase) { try await vault.unlock(passphrase: $0) }
  }
}
