internal import ArgumentParser
internal import Domain
internal import VaultEngine

extension ApprovalsCommand {
  struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "approve",
      abstract: "Approve a waiting call, once or with others like it for a while.",
      discussion: """
        The passphrase is always asked for. With --for, later calls of the same caller with the same grant, method and \
        URL pass without asking, as long as what the rules look at in their bodies is no larger.

        Example:
          gatehouse approvals approve 4c07
          gatehouse approvals approve 4c07 --for 15m
          gatehouse approvals approve 4c07 --as kim
        """)

    @Argument(help: "The call's id, or its beginning.") var id: String
    @Option(name: .customLong("for"), help: ArgumentHelp("How long: 90s, 15m, 1h.", valueName: "time"))
    var time: String?
    @Option(
      name: .customLong("as"), help: ArgumentHelp("Who approves, where the policy names people.", valueName: "name"))
    var approver: String?
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      var choice = ApprovalChoice.once
      if let time {
        guard let seconds = RuleDuration.seconds(time), seconds <= ApprovalChoice.longestPass else {
          throw Failure.badInput(
            "\(Printable.text(time, limit: 40)) is no time that an approval can hold", hint: "write 90s, 15m or 1h")
        }
        choice = .forShape(seconds: seconds)
      }
      let (call, progress) = try await Answering.answer(id, choice, as: approver, passphrase)
      let what = ApprovalText.summary(call)
      switch progress {
      case .approved, .denied:
        try Output.line("Approved: \(what).\(time.map { " Calls like it pass for \($0)." } ?? "")")
      case .wants(let more, let names):
        let whom = names.isEmpty ? "" : ", of \(names.joined(separator: ", "))"
        try Output.line(Printable.text("Approved: \(what). It still waits: \(more) more wanted\(whom)."))
      }
    }
  }

  struct Deny: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "deny",
      abstract: "Deny a waiting call; the reason goes back to its caller.",
      discussion: """
        The passphrase is always asked for.

        Example:
          gatehouse approvals deny 4c07 --reason 'not on a Friday'
        """)

    @Argument(help: "The call's id, or its beginning.") var id: String
    @Option(help: "Why; the caller reads it.") var reason: String
    @Option(name: .customLong("as"), help: ArgumentHelp("Who denies.", valueName: "name")) var approver: String?
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      guard !reason.allSatisfy(\.isWhitespace) else {
        throw Failure.badInput("the reason is empty", hint: "say why; the caller reads it")
      }
      let (call, _) = try await Answering.answer(id, .deny(reason: reason), as: approver, passphrase)
      try Output.line("Denied: \(ApprovalText.summary(call)).")
    }
  }

  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "end",
      abstract: "End an approval that holds for a while: such calls are asked about again.",
      discussion: """
        Example:
          gatehouse approvals end 9b1e
        """)

    @Argument(help: "The approval's id, or its beginning; see approvals list.") var pass: String
    @OptionGroup var passphrase: PassphraseOptions

    func run() async throws {
      let wanted = pass
      let ended = try await Session.open { vault in
        _ = try Beginning.find(wanted, in: try await vault.passes(), "approval")
        try await Session.holdAdmin(vault, passphrase)
        let pass = try Beginning.find(wanted, in: try await vault.passes(), "approval")
        try await vault.endPass(pass.id)
        await vault.dropAdmin()
        return pass
      }
      try Output.line(
        Printable.text(
          "Ended: \(ended.shape.method) \(ended.shape.place) of \(ended.shape.caller) is asked about again."))
    }
  }
}

/// The way of every answer: which call it is, then the passphrase, then the answer.
private enum Answering {
  static func answer(
    _ id: String, _ choice: ApprovalChoice, as approver: String?, _ passphrase: PassphraseOptions
  ) async throws -> (ParkedCall, ApprovalProgress) {
    try await Session.open { vault in
      // Whoever types the passphrase sees for what. A process that has no keys yet cannot look before it is typed.
      var shown: ParkedCall?
      if try await vault.status().isUnlocked {
        let call = try Beginning.find(id, in: try await vault.parkedCalls(), "waiting call")
        Output.note(ApprovalText.details(call))
        shown = call
      }
      try await Session.holdAdmin(vault, passphrase)
      let calls = try await vault.parkedCalls()
      let call = try Beginning.find(shown?.id.description ?? id, in: calls, "waiting call")
      let progress = try await vault.answer(call.id, shown: (shown ?? call).digest, choice, as: approver)
      await vault.dropAdmin()
      return (call, progress)
    }
  }
}
