internal import ArgumentParser
internal import Domain
internal import VaultEngine

extension SecretsCommand {
  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate",
      abstract: "Store a new value; every grant keeps its grant_id.",
      discussion: """
        The value is asked for without echo, or read from standard input. For a day the earlier value is sent when the \
        provider does not accept the new one yet.

        Example:
          gatehouse secrets rotate stripe-live
        """)

    @Argument(help: "An id or a name.") var secret: String
    @Option(help: ArgumentHelp("The user name, for basic authentication.", valueName: "user")) var user: String?
    @Flag(inversion: .prefixedNo, help: "Try the new value with the provider's harmless call first.") var test = true
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      try CredentialInput.refuseStandardInputTwice(passphrase)
      let wanted = secret
      let rotated = try await Session.open { vault in
        let secret = try await vault.secret(named: wanted)
        let credential = try await newValue(of: secret, in: vault)
        try await Session.holdAdmin(vault, passphrase)
        if test, secret.test != nil {
          let draft = SecretDraft(
            name: secret.name, provider: secret.provider, kind: secret.kind, binding: secret.binding,
            injection: secret.injection, test: secret.test)
          _ = try await CredentialTest.passed(vault, draft, credential)
        }
        return try await vault.rotateSecret(secret.id, credential)
      }
      guard !json.isOn else { return try Output.line(Documents.secret(rotated).text()) }
      try Output.line("Rotated \(rotated.name), value \(rotated.version). Revoke the old one at the provider.")
    }

    /// Recognised where the provider is known, so that another kind of credential is not stored in its place.
    private func newValue(of secret: Secret, in vault: Vault) async throws -> Credential {
      let fields = secret.injection.fieldNames
      guard secret.provider != "custom", fields.count == 1 else {
        return try CredentialInput.read(for: secret.injection, user: user)
      }
      let choice = try ProviderChoice(secret.provider, await vault.overview())
      let proposal = try choice.read(kind: secret.kind.isEmpty ? nil : secret.kind, user: user)
      guard proposal.draft.injection == secret.injection else {
        throw Failure.badInput("this is another kind of credential than \(secret.name)", hint: "add it as a new secret")
      }
      return proposal.credential
    }
  }
}
