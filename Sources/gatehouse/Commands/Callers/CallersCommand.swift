internal import ArgumentParser
internal import Domain
internal import VaultEngine

struct CallersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "callers",
    abstract: "Apps and agents that make calls with a key of their own.",
    subcommands: [
      Add.self, List.self, Show.self, Rotate.self, Deprecate.self, Suspend.self, Resume.self, Revoke.self,
    ])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the callers.",
      discussion: """
        Example:
          gatehouse callers list --json
        """)

    @OptionGroup var json: JSONOption

    func run() async throws {
      let (callers, overview) = try await Session.open { (try await $0.callers(), try await $0.overview()) }
      try Listing.print(
        overview, callers, asJSON: json.isOn, document: CallerDocuments.caller,
        empty: "There are no callers yet. Make one: gatehouse callers add NAME"
      ) { callers in
        var table = Table(["name", "caller_id", "kind", "state", "grants", "keys", "last used", "24 h"])
        for summary in callers {
          let caller = summary.caller
          table.add([
            summary.fullName, caller.id.description, caller.kind.rawValue, CallerDocuments.word(summary.state),
            CallerDocuments.reach(caller.reach, in: overview), String(CallerDocuments.living(caller.keys).count),
            summary.lastUsed.map { "\($0.localDate) \($0.localTime)" } ?? "", Printable.count(summary.calls),
          ])
        }
        return table
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show one caller with its keys. The keys themselves nobody can read.",
      discussion: """
        Example:
          gatehouse callers show ci
        """)

    @Argument(help: "An id or a name.") var caller: String
    @OptionGroup var json: JSONOption

    func run() async throws {
      let (summary, overview) = try await Session.open { vault in
        let id = try await vault.caller(caller).id
        guard let summary = try await vault.callers().first(where: { $0.id == id }) else {
          throw Failure.badInput("the caller was removed just now")
        }
        return (summary, try await vault.overview())
      }
      guard !json.isOn else { return try Output.line(CallerDocuments.caller(summary).text()) }
      try Output.line(Table.details(CallerDocuments.details(summary, in: overview)))
      let keys = summary.caller.keys
      guard !keys.isEmpty else { return }
      var table = Table(["key", "key_id", "name", "state", "made", "ends"])
      for key in keys {
        table.add([
          key.prefix + "…", key.id.description, key.name, CallerDocuments.word(key, now: .now()),
          key.createdAt.localDate, key.expiresAt?.description ?? "",
        ])
      }
      try Output.line("\n" + table.text)
    }
  }
}
