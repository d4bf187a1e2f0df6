internal import Domain
internal import ProviderCatalog
internal import VaultEngine

/// A provider named on the command line, from the catalogue and the vault's own.
struct ProviderChoice {
  /// What is to be stored, with what has to be said of it.
  struct Proposal {
    var draft: SecretDraft
    let credential: Credential
    var warnings: [String] = []
  }

  let catalog: Catalog
  let provider: Provider

  init(_ id: String, _ overview: VaultOverview) throws(Failure) {
    catalog = Catalog(adding: overview.customProviders)
    for problem in catalog.problems { Output.note(Printable.text("\(problem)")) }
    guard let provider = catalog.provider(id) else { throw KnownProviders.notFound(id, in: catalog) }
    self.provider = provider
  }

  /// What is to be stored of a value that is read now: recognised, or told field by field.
  func read(kind name: String?, user: String?) throws -> Proposal {
    let kind = try name.map { name throws(Failure) in try self.kind(named: name) }
    let needed = kind ?? (provider.managed.count == 1 ? provider.managed.first : nil)
    if let needed, let draft = SecretProposal.draft(for: needed, of: provider),
      draft.injection.fieldNames.count > 1
    {
      let credential = try CredentialInput.read(for: draft.injection, user: user)
      return Proposal(draft: draft, credential: credential)
    }
    let value = try CredentialInput.value("Value for \(provider.name), not shown")
    let proposal = SecretProposal.propose(value, provider: provider.id, kind: kind?.kind, in: catalog)
    guard let draft = proposal.draft, let credential = proposal.credential else {
      throw Failure.badInput(proposal.refusal ?? "it cannot be stored", hint: "nothing was stored")
    }
    if !proposal.recognition.kind.isEmpty {
      Output.note("\(proposal.recognition.title) (\(proposal.recognition.basis)).")
    }
    if proposal.wasTrimmed && StandardInput.isTerminal { Output.note("What stood around the value is not part of it.") }
    for warning in proposal.warnings { Output.note(Printable.text(warning)) }
    return Proposal(draft: draft, credential: credential, warnings: proposal.warnings)
  }

  private func kind(named name: String) throws(Failure) -> ManagedKind {
    guard let kind = provider.kind(named: name) else {
      throw .badInput(
        "\(provider.name) has no credential of the kind \(Printable.text(name, limit: 40))",
        hint: "its kinds are: \(provider.managed.map(\.kind).joined(separator: ", "))")
    }
    return kind
  }
}
