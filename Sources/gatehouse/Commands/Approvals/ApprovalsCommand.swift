internal import ArgumentParser
internal import Domain
internal import VaultEngine

struct ApprovalsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approvals", abstract: "Calls that wait until somebody approves them.",
    discussion: """
      A call that a policy asks about waits; nothing of it is sent before it is approved. ID is the id of a call, or \
      its beginning of four characters or more.
      """,
    subcommands: [List.self, Show.self, Approve.self, Deny.self, End.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the calls that wait, and the approvals that hold for a while.",
      discussion: """
        Example:
          gatehouse approvals list
          gatehouse approvals list --json
        """)

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      let (calls, passes, grants) = try await Session.use(passphrase) { vault in
        (try await vault.parkedCalls(), try await vault.passes(), try await vault.overview().grants)
      }
      guard !json.isOn else {
        let documents = calls.map(ApprovalDocuments.call) + passes.map { ApprovalDocuments.pass($0, grants) }
        return try Output.line(JSON.array(documents).text())
      }
      if calls.isEmpty { Output.note("No call waits for an approval.") }
      if !calls.isEmpty { try Output.line(ApprovalText.table(calls).text) }
      guard !passes.isEmpty else { return }
      if !calls.isEmpty { try Output.line("") }
      try Output.line(ApprovalText.table(passes, grants).text)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show a waiting call: what would be sent, who asks, and why.",
      discussion: """
        Values that look like credentials are masked.

        Example:
          gatehouse approvals show 4c07
        """)

    @Argument(help: "The call's id, or its beginning.") var id: String
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      let call = try await Session.use(passphrase) { vault in
        try Beginning.find(id, in: try await vault.parkedCalls(), "waiting call")
      }
      try Output.line(json.isOn ? ApprovalDocuments.call(call).text() : ApprovalText.details(call))
    }
  }
}

/// A thing by the beginning of its id.
enum Beginning {
  static func find<Item: Identifiable<Identifier>>(
    _ text: String, in items: [Item], _ what: String, list: String = "approvals list"
  ) throws(Failure) -> Item {
    let shown = Printable.text(text, limit: 40)
    guard text.count >= Identifier.shortestBeginning else {
      throw .badInput(
        "\(shown) is too short for the beginning of an id", hint: "see the ids with: gatehouse \(list)")
    }
    let found = items.filter { $0.id.begins(with: text) }
    guard let first = found.first else {
      throw Failure(.notFound, "there is no \(what) \(shown)", hint: "see: gatehouse \(list)")
    }
    guard found.count == 1 else {
      throw .badInput("\(found.count) ids begin with \(shown)", hint: "write more of it")
    }
    return first
  }
}
