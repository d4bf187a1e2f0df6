public import Domain
internal import ProviderCatalog

extension Vault {
  /// Recognises and tests a key that the user pasted, and stores it for the session's caller; the session is answered in
  /// the same transaction.
  ///
  /// - Throws: `badInput` when it is no key of the provider, or the provider refuses it; the user may try again.
  ///   `unreachable` when the provider did not answer; nothing is stored then either.
  public func giveKey(
    _ pasted: SecretBytes, token: String, provider: String
  ) async throws(VaultError) -> ConnectSession {
    let keys = try await useKeys()
    try await tidyOnce(keys)
    let (session, draft, credential) = try await reading(token) { session, rows, _ in
      let offered = try rows.offers(for: session).first { $0.provider == provider }
      guard case .key = offered?.way else { throw VaultError.notOffered(provider) }
      let proposal = SecretProposal.propose(
        pasted, provider: provider, in: Catalog(adding: rows.providers.values.map(\.provider)))
      guard let draft = proposal.draft, let credential = proposal.credential, draft.provider == provider else {
        throw VaultError(
          .badInput, proposal.refusal ?? "it cannot be stored", hint: "nothing was stored; copy the key again")
      }
      try Vault.check(draft, credential)
      return (session, draft, credential)
    }
    if draft.test != nil {
      let secret = Secret(
        id: Identifier(), name: draft.name, provider: draft.provider, kind: draft.kind, binding: draft.binding,
        injection: draft.injection, test: draft.test, createdAt: now, rotatedAt: now, remindAt: nil, revokedAt: nil,
        version: 1)
      let report = try await test(
        secret, keys: keys, caller: session.callerName, onStep: { _ in }, unseal: { _ in credential })
      switch report.verdict {
      case .valid: break
      case .refused:
        throw VaultError(.badInput, report.summary, hint: "nothing was stored; copy the key again")
      case .unreachable:
        throw VaultError(.unreachable, report.summary, hint: "nothing was stored; try again")
      }
    }
    return try await answer(.token(token)) { try $0.store(draft, credential) }
  }
}
