internal import ArgumentParser
internal import Domain
internal import VaultEngine

extension CallersCommand {
  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate",
      abstract: "Replace a key and print the new one, once.",
      discussion: """
        The old key works until the overlap is over, and answers say that it is \
        deprecated.

        Example:
          gatehouse callers rotate ci --overlap 7d
        """)

    @Argument(help: "The caller's id or name.") var caller: String
    @Option(help: "The key, by id or by its beginning; needed where there are several.") var key: String?
    @Option(help: ArgumentHelp("How long both work: 0, 12h, 7d.", valueName: "time")) var overlap = "1d"
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      guard let seconds = overlap == "0" ? 0 : RuleDuration.seconds(overlap), seconds <= Vault.longestOverlap else {
        throw Failure.badInput(
          "\(Printable.text(overlap, limit: 40)) is no overlap", hint: "write 0, or a time such as 12h, up to 90d")
      }
      let minted = try await Session.admin(passphrase) { vault in
        let old = try CallerArguments.key(key, of: try await vault.caller(caller))
        return try await vault.rotateKey(old.id, overlapSeconds: seconds, by: .admin)
      }
      try CallerArguments.print(minted, asJSON: json.isOn)
    }
  }

  struct Deprecate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "deprecate",
      abstract: "Mark a key as one to replace. It works all the same.",
      discussion: """
        Example:
          gatehouse callers deprecate ci --key alter_rk_abcd
        """)

    @Argument(help: "The caller's id or name.") var caller: String
    @Option(help: "The key, by id or by its beginning; needed where there are several.") var key: String?
    @Flag(help: "Take the mark away.") var undo = false
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      let (marked, name) = try await Session.admin(passphrase) { vault in
        let owner = try await vault.caller(caller)
        let found = try CallerArguments.key(key, of: owner)
        _ = try await vault.setKeyDeprecated(found.id, !undo, by: .admin)
        return (found, owner.name)
      }
      try Output.line("The key \(marked.prefix)… of \(name) is \(undo ? "no longer deprecated" : "deprecated").")
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke",
      abstract: "End a caller, or one key of it, for good.",
      discussion: """
        With a caller all its keys and every agent that it made end too; with a key \
        those derived from it.

        Example:
          gatehouse callers revoke ci
        """)

    @Argument(help: "The caller's id or name.") var caller: String
    @Option(help: "End this key only, by id or by its beginning.") var key: String?
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      let ended = try await Session.admin(passphrase) { vault in
        let caller = try await vault.caller(caller)
        guard let key else {
          _ = try await vault.revokeCaller(caller.id, by: .admin)
          return caller.name
        }
        let found = try CallerArguments.key(key, of: caller)
        _ = try await vault.revokeKey(found.id, by: .admin)
        return "the key \(found.prefix)… of \(caller.name)"
      }
      try Output.line("Revoked \(ended).")
    }
  }
}
