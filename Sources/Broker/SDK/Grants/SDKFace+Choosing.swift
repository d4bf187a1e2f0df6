internal import Domain
internal import VaultEngine

extension SDKFace {
  /// The grant that a request means, by the id that calls name.
  func grantID(_ choice: GrantChoice, _ call: SDKCall) async throws(SDKRefusal) -> String {
    guard case .provider(let provider) = choice.which else {
      guard case .id(let id) = choice.which else { throw .grantNotFound("") }
      return id
    }
    let all = try await asking { () async throws(VaultError) in try await vault.grants(for: call.actor) }
    let fitting = all.filter { grant in
      grant.fits(provider: provider) && grant.state == .active && choice.account.map(grant.isOf(account:)) ?? true
        && choice.label.map { $0 == grant.label } ?? true && choice.user.map { $0 == grant.user } ?? true
    }
    guard let first = fitting.first else {
      let facts: [(name: String, value: JSONValue)] =
        [("provider_id", .string(provider))] + (call.isAgent ? [("agent_id", .id(call.actor.id))] : [])
        + (choice.user.map { [("app_user_id", .string($0))] } ?? [])
      let ended = all.first { $0.fits(provider: provider) && $0.state == .needsReauth }
      if let ended {
        throw SDKRefusal(
          403, "credential_revoked", "the user of \(ended.name) has to agree again",
          facts + [("grant_id", .id(ended.id))])
      }
      throw SDKRefusal(
        404, call.isAgent ? "no_delegated_grant" : "grant_not_found",
        "this caller may use no grant for \(Printable.text(provider, limit: 80)) that fits", facts)
    }
    // A sibling is narrower than what it was made of, and is named by its own label or id only.
    let own = choice.label == nil ? fitting.filter { $0.issued?.kind != .sibling } : fitting
    let chosen = own.isEmpty ? fitting : own
    guard chosen.count == 1 else { throw .ambiguous(chosen, provider: provider, account: choice.account) }
    return (chosen.first ?? first).id.description
  }

  /// A grant of the caller's own by id, as it stands now.
  func ownGrant(_ id: String, _ call: SDKCall) async throws(SDKRefusal) -> CallerGrant {
    let all = try await asking { () async throws(VaultError) in try await vault.grants(for: call.actor) }
    guard let wanted = Identifier(id), let grant = all.first(where: { $0.id == wanted }) else {
      throw .grantNotFound(id)
    }
    return grant
  }
}

extension CallerGrant {
  /// A provider's id, or a managed secret's name, which the SDK calls its slug.
  func fits(provider: String) -> Bool {
    source.provider == provider || source.secret?.name == provider || name == provider
  }

  func isOf(account: String) -> Bool { source.connection?.account == account || label == account }
}
