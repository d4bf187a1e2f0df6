internal import ArgumentParser
internal import PolicyDocuments
internal import VaultEngine

extension PolicyCommand {
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Print a policy as a TOML file.",
      discussion: """
        gatehouse policy add --file takes it back. In it [[test]] entries name a call and what must be decided of it; \
        they are run before a version is saved.

        Example:
          gatehouse policy export no-deletes
          gatehouse policy export refunds > refunds.toml
        """)

    @Argument(help: "An id or a name.") var policy: String

    func run() async throws {
      let name = policy
      let (policy, grants) = try await Session.open { vault in
        (try await vault.policy(named: name), try await vault.overview().grants)
      }
      try Output.bytes(Array(PolicyFile.document(of: policy, grants).text.utf8))
    }
  }
}
