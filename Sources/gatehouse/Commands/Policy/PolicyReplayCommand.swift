internal import ArgumentParser
internal import Domain
internal import Glibc
internal import PolicyDocuments
internal import VaultEngine

extension PolicyCommand {
  struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "replay",
      abstract: "Say how a draft would have decided the calls of the past; nothing is saved.",
      discussion: """
        Every call in the log since then is decided twice: with the policies of today, and with the draft in the place \
        of the policy of its name, or beside them. The log holds neither bodies nor headers: calls whose decision \
        depends on one are told as not replayable.

        Example:
          gatehouse policy replay refunds.toml --since 30d
        """)

    @Argument(help: "A TOML file as gatehouse policy export prints it.") var file: String
    @Option(help: ArgumentHelp("30m, 2h, 7d, 4w, or a time.", valueName: "when")) var since = "30d"
    @OptionGroup var json: JSONOption

    func run() async throws {
      let start = try startTime()
      let document = try PolicyFile.read(file)
      let report = try await Session.open { vault in try await Self.replay(document, since: start, in: vault) }
      if json.isOn {
        try Output.line(ReplayDocument.json(report, since: start).text())
      } else {
        try Output.line(ReplayDocument.text(report, name: document.name, since: start))
      }
    }

    /// A function of its own, never inlined: the optimizer of Swift 6.3 fails on it inside ``run()``.
    @inline(never)
    private static func replay(
      _ document: PolicyDocument, since start: Timestamp, in vault: Vault
    ) async throws -> ReplayReport {
      let draft = try await PolicyFile.draft(of: document, in: vault)
      let progress = ProgressLine("looked at")
      defer { progress.end() }
      return try await vault.replay(draft, since: start) { progress.show($0.done, of: $0.total) }
    }

    private func startTime() throws -> Timestamp {
      let query = try? AuditQuery("since:\(since)", now: .now())
      guard case .since(let time)? = query?.conditions.first?.term, query?.conditions.count == 1 else {
        throw Failure.badInput(
          "\(Printable.text(since, limit: 40)) is no time", hint: "write 30m, 2h, 7d, 4w, or a date as 2026-11-24")
      }
      return time
    }
  }
}
