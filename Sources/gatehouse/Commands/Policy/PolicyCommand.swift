internal import ArgumentParser
internal import Domain
internal import VaultEngine

struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Rules that allow, deny or ask about calls.",
    discussion: """
      A grant no rule names passes whatever its binding permits. As soon as one allow rule names it, only what an \
      allow rule matches passes; deny wins over ask, ask over allow, and the order of rules never matters.
      """,
    subcommands: [
      List.self, Show.self, Add.self, Edit.self, Export.self, Remove.self, Test.self, Replay.self,
    ])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the policies.",
      discussion: """
        Example:
          gatehouse policy list
        """)

    @OptionGroup var json: JSONOption

    func run() async throws {
      let overview = try await Session.open { try await $0.overview() }
      try Listing.print(
        overview, overview.policies, asJSON: json.isOn, document: Documents.policy,
        empty: "There are no policies yet: see gatehouse policy add --help"
      ) { policies in
        var table = Table(["name", "version", "grants", "rules"])
        for policy in policies {
          table.add([
            policy.name, String(policy.version), PolicyScope.words(policy.scope, overview.grants),
            ((policy.isStrict ? ["Strict."] : []) + policy.rules.map(\.inWords)).joined(separator: " "),
          ])
        }
        return table
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show one policy, its rules in words.",
      discussion: """
        Example:
          gatehouse policy show no-deletes
        """)

    @Argument(help: "An id or a name.") var policy: String
    @OptionGroup var json: JSONOption

    func run() async throws {
      let name = policy
      let (policy, grants) = try await Session.open { vault in
        (try await vault.policy(named: name), try await vault.overview().grants)
      }
      guard !json.isOn else { return try Output.line(Documents.policy(policy).text()) }
      var pairs = [
        ("name", policy.name), ("policy_id", policy.id.description), ("version", String(policy.version)),
        ("grants", PolicyScope.words(policy.scope, grants)), ("saved", policy.createdAt.description),
      ]
      if policy.isStrict { pairs.append(("strict", "only what an allow rule matches passes")) }
      for (index, rule) in policy.rules.enumerated() {
        pairs.append(("rule \(index + 1)", "\(rule)   \(rule.inWords)"))
      }
      if !policy.tests.isEmpty { pairs.append(("tests", policy.tests.map(\.name).joined(separator: "; "))) }
      try Output.line(Table.details(pairs))
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove",
      abstract: "Remove a policy; what it decided stays explained.",
      discussion: """
        Example:
          gatehouse policy remove no-deletes
        """)

    @Argument(help: "An id or a name.") var policy: String
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      let removed = try await Session.admin(passphrase) { vault in
        let policy = try await vault.policy(named: policy)
        try await vault.removePolicy(policy.id)
        return policy
      }
      try Output.line("Removed \(removed.name). What it allowed or denied is decided without it from now on.")
    }
  }
}

/// Which grants a policy names, as people write it.
enum PolicyScope {
  static func words(_ scope: Policy.Scope, _ grants: [GrantSummary]) -> String {
    switch scope {
    case .everyGrant: "every grant"
    case .grants(let ids):
      ids.map { id in grants.first { $0.id == id }?.grant.name ?? id.description }.sorted().joined(separator: ", ")
    }
  }
}
