internal import ArgumentParser
internal import Domain
internal import PolicyDocuments
internal import TOMLDocuments
internal import VaultEngine

extension PolicyCommand {
  struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "edit",
      abstract: "Change a policy in your editor.",
      discussion: """
        Opens the policy as TOML in VISUAL or EDITOR, else vi. After a mistake the editor opens again with the mistake \
        in the first line; leaving the text as it is gives up, and keeps the file.

        Example:
          gatehouse policy edit no-deletes
        """)

    @Argument(help: "An id or a name.") var policy: String
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      if passphrase.usesStandardInput {
        throw Failure.usage(
          "the editor needs standard input", hint: "give the passphrase as --passphrase-file FILE, or type it")
      }
      let name = policy
      let (policy, grants) = try await Session.open { vault in
        (try await vault.policy(named: name), try await vault.overview().grants)
      }
      var edited = try EditedFile(name: "\(policy.name).toml", text: PolicyFile.document(of: policy, grants).text)
      while true {
        guard try edited.open() else { return try givenUp(edited, policy) }
        do {
          let document = try read(edited, policy)
          // What is wrong is found before the passphrase is asked.
          let warnings = try await Session.open { vault in
            try await vault.review(try await PolicyFile.draft(of: document, in: vault))
          }
          let saved = try await Session.admin(passphrase) { vault in
            try await vault.savePolicy(try await PolicyFile.draft(of: document, in: vault))
          }
          edited.remove()
          PolicyFile.tell(warnings, of: document, file: edited.name)
          guard !json.isOn else { return try Output.line(Documents.policy(saved).text()) }
          return try PolicyFile.tellSaved(saved)
        } catch let problem as TOMLProblem {
          edited.mistake = problem.description
        } catch let error as VaultError where error.code == .badInput || error.code == .notFound {
          edited.mistake = error.hint.isEmpty ? error.message : "\(error.message); \(error.hint)"
        } catch {
          Output.note("What you wrote is kept in \(edited.path)")
          throw error
        }
      }
    }

    private func read(_ edited: EditedFile, _ policy: Policy) throws -> PolicyDocument {
      let document = try PolicyDocument(text: edited.text, file: edited.name)
      guard document.name == policy.name else {
        throw document.problemOfName(
          "the policy is \(policy.name)", mend: "leave its name; another one is saved with gatehouse policy add --file")
          ?? TOMLProblem(file: edited.name, line: 1, column: 1, what: "another name")
      }
      return document
    }

    private func givenUp(_ edited: EditedFile, _ policy: Policy) throws {
      guard let mistake = edited.mistake else {
        edited.remove()
        return Output.note("Nothing was changed.")
      }
      throw Failure.badInput(
        "\(policy.name) was not saved: \(mistake)", hint: "what you wrote is kept in \(edited.path)")
    }
  }
}
