internal import ArgumentParser
internal import Domain
internal import VaultEngine

extension CallersCommand {
  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "suspend",
      abstract: "Refuse a caller, and every agent that it made, for now.",
      discussion: """
        Example:
          gatehouse callers suspend ci
        """)

    @Argument(help: "The caller's id or name.") var caller: String
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      let name = try await CallersCommand.setSuspended(caller, true, passphrase)
      try Output.line("Suspended \(name). It works again after: gatehouse callers resume \(name)")
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume",
      abstract: "Let a suspended caller make calls again.",
      discussion: """
        Example:
          gatehouse callers resume ci
        """)

    @Argument(help: "The caller's id or name.") var caller: String
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      try Output.line("\(try await CallersCommand.setSuspended(caller, false, passphrase)) works again.")
    }
  }

  /// The caller's name.
  fileprivate static func setSuspended(
    _ caller: String, _ isSuspended: Bool, _ passphrase: PassphraseOptions
  ) async throws -> String {
    try await Session.admin(passphrase) { vault in
      let id = try await vault.caller(caller).id
      let time = Timestamp.now()
      return try await vault.updateCaller(id, by: .admin) { caller in
        caller.suspendedAt = isSuspended ? caller.suspendedAt ?? time : nil
      }.name
    }
  }
}
