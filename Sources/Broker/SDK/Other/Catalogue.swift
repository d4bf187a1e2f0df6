internal import Domain
internal import ProviderCatalog
internal import VaultEngine

/// The names of the rights, and the providers, as the SDK reads them.
enum Catalogue {
  static let scopes: SDKAnswer = {
    var verbs: [(resource: String, verbs: [String])] = []
    for right in CallerRight.allCases {
      let parts = right.rawValue.split(separator: ":").map(String.init)
      if let index = verbs.firstIndex(where: { $0.resource == parts[0] }) {
        verbs[index].verbs.append(parts[1])
      } else {
        verbs.append((parts[0], [parts[1]]))
      }
    }
    return .ok(
      .fields([
        ("scope_version", .number("1")),
        ("resources", .fields(verbs.map { ($0.resource, .fields([("verbs", .texts($0.verbs))])) })),
        ("action_verbs", .texts(Set(verbs.flatMap(\.verbs)).sorted())), ("deprecated", .array([])),
      ]))
  }()

  static func json(_ provider: Provider, _ facts: OAuthFacts) -> JSONValue {
    .fields([
      ("id", .string(provider.id)), ("name", .string(provider.id)), ("display_name", .string(provider.name)),
      ("supports_refresh", .bool(facts.refresh != "no" && facts.refresh != "none")),
      ("supports_pkce", .bool(facts.pkce != "no" && facts.pkce != "none" && facts.pkce != "unknown")),
      (
        "available_scopes",
        .fields(
          facts.scopes.map { scope in
            (
              scope.name,
              .fields([
                ("description", .string(scope.explanation)), ("required", .bool(false)),
                ("is_default", .bool(scope.isDefault)), ("requires", .array([])),
              ])
            )
          })
      ), ("default_scopes", .texts(facts.scopes.filter(\.isDefault).map(\.name))), ("required_scopes", .array([])),
      ("status", .string("active")),
    ])
  }
}

extension SDKFace {
  func providerCatalog(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.readProviders)
    let custom = try await asking { () async throws(VaultError) in try await vault.customProviders() }
    let providers = Catalog(adding: custom).providers.compactMap { provider in
      provider.oauth.map { (provider.id, Catalogue.json(provider, $0)) }
    }
    return .ok(.fields([("providers", .fields(providers.map { ($0.0, $0.1) }))]))
  }

  /// What a vault on one machine can say of who is calling: itself, and what the program says.
  func resolveIdentity(_ call: SDKCall) throws(SDKRefusal) -> SDKAnswer {
    guard try call.fields.text("user_token", limit: 65_536) == nil else {
      throw .notSupported("checking an end user's token")
    }
    let actor = ActorID.of(root: call.actor.rootID, caller: call.actor.id, claims: call.claims)
    let notes = call.context.notes
    let trace: [(String, JSONValue?)] = ["run_id", "thread_id"].map { name in (name, notes[name].map { .string($0) }) }
    return .ok(
      .fields([
        ("app_id", .id(call.actor.rootID)), ("app_user_id", try call.fields.text("app_user_id").map { .string($0) }),
        ("agent_id", call.isAgent ? .id(call.actor.id) : nil),
        ("actor_id", call.isVersion2 ? actor.map { .id($0) } : nil), ("group_ids", .array([])),
        ("trace", .fields(trace)), ("display_name", .string(call.actor.name)),
      ]))
  }
}
