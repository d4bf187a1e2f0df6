internal import ArgumentParser
internal import Domain
internal import PolicyDocuments
internal import VaultEngine

extension PolicyCommand {
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Save a policy.",
      discussion: """
        A rule is EFFECT METHOD[,METHOD]|any [HOST][/PATH] [when CONDITION [and CONDITION]…] [rate N/1h] \
        [quota N/month] [until TIME]; in a path * stands for one segment, ** for any number. Effects: allow, deny, ask \
        (by NAME,… within 15m; end-user is the user whose grant it is, in the wallet), redact (removing /POINTER,…). \
        Conditions: caller, principal, provider, grant, method, query, header, size, body, time, address; not before \
        one turns it round. A file holds the same as TOML, with tests \
        that are run before it is saved: see gatehouse policy export.

        Example:
          gatehouse policy add no-deletes --grant stripe-live 'deny DELETE'
          gatehouse policy add read-only --every-grant 'allow GET,HEAD'
          gatehouse policy add office --grant github 'deny any when not time Mon-Fri 08:00-18:00 Europe/Berlin'
          gatehouse policy add small --grant stripe-live 'deny POST /v1/refunds when body /amount > 10000'
          gatehouse policy add ask-them --grant github-mia 'ask POST,DELETE by end-user'
          gatehouse policy add --file refunds.toml
        """)

    @Argument(help: "The policy's name.") var name: String?
    @Argument(help: "Rules, each in quotes.") var rules: [String] = []
    @Option(help: ArgumentHelp("A TOML file that holds the policy.", valueName: "file")) var file: String?
    @Option(help: ArgumentHelp("A grant it names, by id or name; repeat for more.", valueName: "grant"))
    var grant: [String] = []
    @Flag(help: "Let it name every grant, also later ones.") var everyGrant = false
    @Flag(help: "Let nothing pass but what an allow rule matches.") var strict = false
    @Flag(help: "Save a new version of a policy of this name.") var replace = false
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func validate() throws {
      if file != nil {
        guard name == nil, grant.isEmpty, !everyGrant, !strict else {
          throw ValidationError("The file says name, grants and rules; give --file alone")
        }
        return
      }
      guard name != nil else { throw ValidationError("Name the policy, or give --file FILE") }
      guard grant.isEmpty == everyGrant else {
        throw ValidationError("Name the grants with --grant NAME, or all of them with --every-grant")
      }
      guard !rules.isEmpty || strict else {
        throw ValidationError("A policy needs at least one rule, such as 'deny DELETE'")
      }
    }

    func run() async throws {
      let document = try document()
      let (saved, warnings) = try await Session.admin(passphrase) { vault in
        let isTaken = try await vault.overview().policies.contains { $0.name == document.name }
        guard replace || !isTaken else {
          throw Failure(
            .badInput, code: "exists", "there is a policy \(document.name) already",
            hint: "give --replace to save a new version of it, or choose another name")
        }
        let draft = try await PolicyFile.draft(of: document, in: vault)
        let warnings = try await vault.review(draft)
        return (try await vault.savePolicy(draft), warnings)
      }
      PolicyFile.tell(warnings, of: document, file: file)
      guard !json.isOn else { return try Output.line(Documents.policy(saved).text()) }
      try PolicyFile.tellSaved(saved)
    }

    private func document() throws -> PolicyDocument {
      if let file { return try PolicyFile.read(file) }
      let name = try Arguments.name(name ?? "", of: "policy")
      return PolicyDocument(
        name: name, grants: everyGrant ? nil : grant, isStrict: strict, rules: try rules.map { text in try Rule(text) },
        tests: [])
    }
  }
}
