internal import ArgumentParser
internal import Domain
internal import VaultEngine

extension SecretsCommand {
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Store a credential, and print its grant_id.",
      discussion: """
        The value is asked for without echo, or read from standard input; it is recognised, tried with the provider's \
        harmless call, then sealed together with the origins it may be sent to.

        Example:
          gatehouse secrets add stripe --name stripe-live
          gatehouse secrets add custom --name wiki --origin https://wiki.example.com \\
            --header Authorization --format 'Token {token}'
          pass show ci | gatehouse secrets add custom --name ci --user bot --origin https://ci.example.com
          gatehouse secrets add custom --name objects --kind aws-sigv4 \\
            --origin https://objects.example.com --region eu-central-1 --service s3
        """)

    @Argument(help: "The provider's id, as in gatehouse providers list, or custom.") var provider: String
    @Option(help: "The secret's name, and its first grant's.") var name: String
    @OptionGroup(title: "Where it goes") var custom: CustomInjectionOptions
    @Option(name: .customLong("for"), help: ArgumentHelp("system, user:N, group:N or agent:N.", valueName: "principal"))
    var principal = "system"
    @Flag(inversion: .prefixedNo, help: "Try it with the provider's harmless call before it is stored.") var test = true
    @Option(help: ArgumentHelp("Ask for a rotation after so many days.", valueName: "days")) var remind: Int?
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func validate() throws {
      if let remind, !(1...3650).contains(remind) { throw ValidationError("--remind goes from 1 to 3650 days") }
    }

    func run() async throws {
      try CredentialInput.refuseStandardInputTwice(passphrase)
      let name = try Arguments.name(name, of: "secret")
      let principal = try Arguments.principal(principal)
      let injection = try customInjection()
      let binding = try custom.binding()
      let (stored, warnings, report) = try await Session.open { vault in
        let overview = try await vault.overview()
        try refuseTaken(name, overview)
        let proposal = try proposal(overview, injection, binding)
        var draft = proposal.draft
        draft.name = name
        draft.principal = principal
        draft.remindAfterDays = remind ?? draft.remindAfterDays
        try await Session.holdAdmin(vault, passphrase)
        let report =
          test && draft.test != nil ? try await CredentialTest.passed(vault, draft, proposal.credential) : nil
        return (try await vault.storeSecret(draft, proposal.credential), proposal.warnings, report)
      }
      guard !json.isOn else {
        let document: JSON = [
          "grant_id": JSON(stored.grant.id), "grant": Documents.grant(stored.grant),
          "secret": Documents.secret(stored.secret), "warnings": JSON(warnings),
          "test": report.map(Documents.report) ?? .null,
        ]
        return try Output.line(document.text())
      }
      let origins = stored.secret.binding.origins.map(\.description).joined(separator: ", ")
      Output.note("Stored \(name); it is sent to \(origins) only, as \(stored.secret.injection.summary).")
      try Output.line(stored.grant.id.description)
    }

    /// Before anything is typed; the vault itself decides when it stores.
    private func refuseTaken(_ name: String, _ overview: VaultOverview) throws(Failure) {
      let isTaken = overview.grants.contains { $0.grant.name == name && $0.state != .revoked }
      guard isTaken else { return }
      throw Failure(
        .badInput, code: "exists", "the name \(name) is taken",
        hint: "choose another, or store a new value with: gatehouse secrets rotate \(name)")
    }

    /// nil for a provider of the catalogue.
    private func customInjection() throws -> Injection? {
      guard provider == "custom" else {
        try custom.refuseTemplates(of: provider)
        return nil
      }
      guard !custom.origin.isEmpty else {
        throw Failure.usage("a custom credential needs an origin", hint: "give --origin https://api.example.com")
      }
      return try custom.injection()
    }

    private func proposal(
      _ overview: VaultOverview, _ injection: Injection?, _ binding: Binding?
    ) throws -> ProviderChoice.Proposal {
      if let injection, let binding {
        let draft = SecretDraft(name: name, provider: "custom", kind: "", binding: binding, injection: injection)
        let credential = try CredentialInput.read(for: injection, user: custom.user)
        return ProviderChoice.Proposal(draft: draft, credential: credential)
      }
      let choice = try ProviderChoice(provider, overview)
      var proposal = try choice.read(kind: custom.kind, user: custom.user)
      try custom.settle(&proposal.draft.injection)
      guard let binding else { return proposal }
      proposal.draft.binding = binding
      // The test call goes to the provider's own host, which this credential is not for.
      if let test = proposal.draft.test, (try? CanonicalURL(test.url)).map(binding.permits) != true {
        proposal.draft.test = nil
      }
      return proposal
    }
  }
}
