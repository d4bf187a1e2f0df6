internal import ArgumentParser
internal import Domain
internal import VaultEngine

struct UnlockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlock",
    abstract: "Let calls be made for a while, from every process of yours.",
    discussion: """
      The keys lie in the kernel's keyring until lock_after has passed without use (see: gatehouse config show). \
      They let calls be made; changing what may be done asks for the passphrase each time.

      Example:
        gatehouse unlock
        gatehouse unlock --recovery
      """)

  @OptionGroup var passphrase: PassphraseOptions
  @OptionGroup var recovery: RecoveryOptions

  func run() async throws {
    try await Session.open { vault in
      if recovery.isUsed {
        try await vault.unlock(recoveryCode: recovery.read())
      } else {
        try await Session.retrying(passphrase) { try await vault.unlock(passphrase: $0) }
      }
      if await vault.isSeenFirst {
        Output.note("This machine had no note of this vault, so it cannot tell whether an older copy was put back.")
      }
      let status = try await vault.status()
      guard status.usesKeyring else {
        return Output.note(
          "The passphrase is right, but the kernel's keyring is refused here, so each command asks again.")
      }
      try Output.line("Unlocked\(status.locksAt.map { " until \($0.localTime), and longer while it is used" } ?? "").")
    }
  }
}

/// The recovery code in place of the passphrase.
struct RecoveryOptions: ParsableArguments {
  @Flag(help: "Use the recovery code; it is asked for, or read from standard input.") var recovery = false
  @Option(help: ArgumentHelp("Read the recovery code from a kit's file.", valueName: "file")) var kitFile: String?

  var isUsed: Bool { recovery || kitFile != nil }
  var usesStandardInput: Bool { recovery && kitFile == nil && !StandardInput.isTerminal }

  func read() throws(Failure) -> SecretBytes { try RecoveryCode.read(kitFile: kitFile) }
}

struct LockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Lock the vault, in every process at once.",
    discussion: """
      Example:
        gatehouse lock
      """)

  func run() async throws {
    try await Session.open { try await $0.lock() }
    try Output.line("Locked.")
  }
}

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say where the vault is and whether it is unlocked.",
    discussion: """
      Example:
        gatehouse status --json
      """)

  @OptionGroup var json: JSONOption

  func run() async throws {
    let overview = try await Session.open { try await $0.overview() }
    let status = overview.status
    let broken = overview.grants.count { $0.state == .needsReauth }
    guard !json.isOn else { return try Output.line(Documents.status(status, needingReauth: broken).text()) }
    let state =
      switch (status.isUnlocked, status.locksAt) {
      case (false, _): "locked"
      case (true, let end?): "unlocked until \(end.localTime), and longer while it is used"
      case (true, nil): "unlocked"
      }
    try Output.line(
      Table.details([
        ("vault", status.id.description), ("location", status.location), ("state", state),
        ("keyring", status.usesKeyring ? "works" : "refused here, so each command asks"),
        ("recovery kit", status.hasRecoveryKit ? "tested" : "none; make one with: gatehouse recovery create"),
        ("grants", Printable.count(status.grants)),
        ("to mend", broken == 0 ? "" : "\(Printable.count(broken)), see: gatehouse oauth list"),
        ("audit events", Printable.count(status.events)),
      ]))
  }
}
