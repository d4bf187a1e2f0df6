internal import ArgumentParser
internal import Domain
internal import VaultEngine

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "The log of every call and every change.", subcommands: [List.self, Verify.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the newest events, the last one last.",
      discussion: """
        Words of a query are joined by and; - before a word negates it. Keys: provider, grant, caller, decision, \
        method, host, path, kind, rule, status (404, >=400), since and until (30m, 2h, 7d, or a time). Anything else \
        is searched for as text.

        Example:
          gatehouse audit list provider:github decision:denied since:2h
          gatehouse audit list 'status:>=400' --json --follow
        """)

    // Unrecognized, since - negates a word.
    @Argument(parsing: .allUnrecognized, help: "What to list; without it everything.") var query: [String] = []
    @Flag(help: "Go on with what comes, from every process, until interrupted.") var follow = false
    @Option(help: "How many at most, before --follow takes over.") var limit = 50
    @Flag(help: "Print JSON Lines: one object a line.") var json = false

    func validate() throws {
      if let option = query.first(where: { $0.hasPrefix("--") }) { throw ValidationError("Unknown option '\(option)'") }
      guard (0...1_000_000).contains(limit) else { throw ValidationError("--limit goes from 0 to 1000000") }
    }

    func run() async throws {
      let query = try AuditQuery(query.joined(separator: " "), now: .now())
      try await Session.open { vault in
        // Watching begins before reading, so that nothing falls between.
        let changes = vault.changes()
        let page = try await vault.auditPage(query, before: nil, limit: max(limit, 1))
        var tail = AuditTail(after: page.entries.map(\.sequence).max() ?? 0, isFollowing: follow)
        try print(tail.due(limit == 0 ? [] : page.entries), withHeads: true)
        guard follow else { return }
        for await _ in changes {
          try print(tail.due(try await Self.entries(of: vault, query, after: tail.floor)), withHeads: false)
        }
        throw Failure(.failure, "the vault's folder cannot be watched", hint: "look again with: gatehouse audit list")
      }
    }

    /// All behind that number: with a call that stays open for long, more than one page.
    private static func entries(of vault: Vault, _ query: AuditQuery, after: Int64) async throws -> [AuditEntry] {
      var entries: [AuditEntry] = []
      while true {
        let page = try await vault.auditEntries(query, after: entries.last?.sequence ?? after)
        if page.isEmpty { return entries }
        entries += page
      }
    }

    private func print(_ entries: [AuditEntry], withHeads: Bool) throws {
      guard !json else {
        for entry in entries { try Output.line(AuditDocument.json(entry).text(onOneLine: true)) }
        return
      }
      guard !entries.isEmpty else {
        if withHeads && !follow { Output.note("No event matches.") }
        return
      }
      var table = Table(withHeads ? AuditDocument.heads : nil)
      for entry in entries { table.add(AuditDocument.row(entry)) }
      try Output.line(table.text)
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Check that nothing in the log was altered or removed.",
      discussion: """
        Works locked too, but can then not check the log's newest end. Exits 79 and names the first bad sequence number.

        Example:
          gatehouse audit verify
        """)

    @OptionGroup var json: JSONOption

    func run() async throws {
      let found = try await Session.open { try await $0.verifyAudit() }
      if json.isOn {
        try Output.line(Self.document(found).text())
        if found.problem != nil { throw EndedWith(status: .integrity) }
        return
      }
      if let problem = found.problem {
        throw Failure(
          .integrity, "the audit log is not intact: event \(problem.sequence): \(problem.reason)",
          hint: "keep this vault for inspection, and restore a backup with: gatehouse restore FILE")
      }
      let events = "\(Printable.count(found.events)) event\(found.events == 1 ? "" : "s")"
      try Output.line(
        found.headChecked
          ? "\(events), every one intact, and none is missing."
          : "\(events), every one intact. The vault is locked, so it is not known whether some are missing at the end.")
    }

    private static func document(_ found: AuditVerification) -> JSON {
      [
        "intact": .bool(found.problem == nil), "events": JSON(found.events), "head_checked": .bool(found.headChecked),
        "first_bad_sequence": JSON(found.problem?.sequence), "reason": JSON(found.problem?.reason),
      ]
    }
  }
}

/// Which entries are due to be printed: while following, a call's line comes when the call has ended.
struct AuditTail {
  let isFollowing: Bool
  /// Everything up to here is printed.
  private(set) var floor: Int64
  private var printed: Set<Int64> = []

  init(after newest: Int64, isFollowing: Bool) {
    floor = newest
    self.isFollowing = isFollowing
  }

  /// In their order; what is open is kept for later.
  mutating func due(_ entries: [AuditEntry]) -> [AuditEntry] {
    let sorted = entries.sorted { $0.sequence < $1.sequence }
    guard isFollowing else { return sorted }
    let due = sorted.filter { $0.result != "open" && !printed.contains($0.sequence) }
    printed.formUnion(due.map(\.sequence))
    let firstOpen = sorted.first { $0.result == "open" }?.sequence
    floor = firstOpen.map { $0 - 1 } ?? max(floor, sorted.last?.sequence ?? 0)
    printed = printed.filter { [floor] in $0 > floor }
    return due
  }
}
