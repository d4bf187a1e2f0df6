internal import Domain
internal import Settings
internal import VaultEngine

/// A command's time with the vault: open, perhaps unlock, do the one thing, close.
enum Session {
  static var location: VaultLocation {
    let names = ["HOME", "GATEHOUSE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"]
    return VaultLocation(
      environment: names.reduce(into: [:]) { environment, name in environment[name] = Environment.value(name) })
  }

  static func options() throws -> VaultOptions {
    let configuration = try Configuration.load(location.configurationFile)
    var options = VaultOptions(lockAfter: configuration.lockAfter, extraCAFiles: configuration.extraCA)
    options.isBrief = true
    return options
  }

  /// What needs no unlocking: state, lists and the log, since names and origins are not secret.
  static func open<Result>(
    _ options: VaultOptions? = nil, _ body: (Vault) async throws -> Result
  ) async throws -> Result {
    try await closing(try await Vault.open(at: location, options: options ?? self.options()), body)
  }

  /// What sends a credential. A locked vault is refused, unless a passphrase file was given, or
  /// the kernel's keyring is refused, so that no other command could have unlocked it.
  static func use<Result>(
    _ passphrase: PassphraseOptions, _ body: (Vault) async throws -> Result
  ) async throws -> Result {
    try await open { vault in
      let status = try await vault.status()
      if !status.isUnlocked {
        if passphrase.file == nil {
          guard !Keyring.works, Prompt.isPossible else {
            throw Failure(
              .locked, "the vault is locked", hint: "unlock it with: gatehouse unlock, or give --passphrase-file FILE")
          }
          Output.note("The kernel's keyring is refused here, so each command asks.")
        }
        try await retrying(passphrase) { try await vault.unlock(passphrase: $0) }
      }
      return try await body(vault)
    }
  }

  /// What changes what may be done: the passphrase is read for this one act.
  static func admin<Result>(
    _ passphrase: PassphraseOptions, _ body: (Vault) async throws -> Result
  ) async throws -> Result {
    try await open { vault in
      try await holdAdmin(vault, passphrase)
      let result = try await body(vault)
      await vault.dropAdmin()
      return result
    }
  }

  static func holdAdmin(
    _ vault: Vault, _ passphrase: PassphraseOptions, label: String = "Passphrase"
  ) async throws {
    try await retrying(passphrase, label: label) { try await vault.holdAdmin(passphrase: $0, for: 120) }
  }

  static func closing<Result>(_ vault: Vault, _ body: (Vault) async throws -> Result) async throws -> Result {
    do {
      let result = try await body(vault)
      await vault.close()
      return result
    } catch {
      await vault.close()
      throw error
    }
  }

  /// A person may mistype twice; a file is read once.
  static func retrying(
    _ passphrase: PassphraseOptions, label: String = "Passphrase", _ act: (SecretBytes) async throws -> Void
  ) async throws {
    for attempt in 1...3 {
      do { return try await act(passphrase.read(label)) } catch let error as VaultError
        where error.code == .wrongPassphrase && passphrase.isAsked && attempt < 3
      {
        Output.note("That is not the passphrase. Once more.")
      }
    }
  }
}
