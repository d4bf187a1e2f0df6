internal import Domain
internal import VaultEngine

extension SDKFace {
  /// Asks that an end user connects an account. Until somebody answers, with `gatehouse connect` or on a page, the program
  /// polls.
  func openConnect(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.connect)
    let providers = try call.fields.texts("allowed_providers", limit: 50) ?? []
    let label = try Self.label(call.fields)
    let (session, token) = try await open(.connection, providers: providers, label: label, call)
    return .created(
      .fields(
        Self.opened(session, token, call) + [
          ("single_provider", providers.count == 1 ? .string(providers[0]) : nil)
        ]))
  }

  /// Asks that somebody gives a key. What comes of it is read from the list of grants.
  func openSecretConnect(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.connect, .writeSecrets)
    _ = try call.fields.requiredText("user_token", limit: 65_536)
    let provider = try call.fields.text("provider", limit: 64)
    let isDelegable = try call.fields.flag("delegable") ?? false
    let label = try Self.label(call.fields)
    let (session, token) = try await open(.secret, providers: provider.map { [$0] } ?? [], label: label, call)
    let extra: [(String, JSONValue?)] = [
      ("path", .string("key_entry")), ("secret_slug", .string(provider ?? "")),
      ("delegable_requested", .bool(isDelegable)),
      ("template_slug", try call.fields.text("template_slug", limit: 64).map { .string($0) }),
    ]
    return .created(.fields(Self.opened(session, token, call) + extra))
  }

  func pollConnect(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.connect)
    let token = try call.fields.requiredText("session_token", limit: 200)
    let session = try await asking { () async throws(VaultError) in
      try await vault.connectSession(token: token, by: call.actor)
    }
    guard let session else { return Self.status("expired") }
    switch session.answer {
    case .completed(let grant):
      let all = try await asking { () async throws(VaultError) in try await vault.grants(for: call.actor) }
      guard let grant = all.first(where: { $0.id == grant }) else {
        return Self.failed("connect_failed", "the grant was taken back meanwhile")
      }
      return .ok(.fields([("status", .string("completed")), ("grants", .array([Self.result(grant, of: session)]))]))
    case .denied(let reason):
      return Self.failed("connect_denied", reason.isEmpty ? "denied" : reason)
    case nil: return Self.status("pending")
    }
  }

  private func open(
    _ kind: ConnectSession.Kind, providers: [String], label: String, _ call: SDKCall
  ) async throws(SDKRefusal) -> (ConnectSession, String) {
    for provider in providers where !Name.isValid(provider) {
      throw .unusable("\(Printable.text(provider, limit: 40)) is no provider's id")
    }
    var repairs: Identifier?
    if let id = try call.fields.text("repair_grant_id") { repairs = try await ownGrant(id, call).id }
    return try await asking { [repairs] () async throws(VaultError) in
      try await vault.openConnectSession(kind, providers: providers, label: label, repairing: repairs, by: call.actor)
    }
  }

  /// What the grant is to be called. Limits that would be lost on the way to whoever answers are refused: the program can
  /// mint a narrower grant of what it gets.
  private static func label(_ fields: JSONFields) throws(SDKRefusal) -> String {
    for name in ["agent", "delegated_agent_id", "scope_constraint", "requested_ttl_seconds"]
    where fields.value(name) != nil {
      throw .unusable("\(name) cannot be kept here; connect first, then delegate or mint")
    }
    let policy = try fields.object("grant_policy")
    let wanted = try fields.object("requested_grant")
    guard policy?.pairs.allSatisfy({ $0.value == .null }) ?? true, wanted?.value("restrictions") == nil else {
      throw GrantPolicyRequest.invalid("limits cannot be kept here; connect first, then mint a narrower grant")
    }
    return try wanted?.text("label", limit: 200) ?? ""
  }

  private static func opened(
    _ session: ConnectSession, _ token: String, _ call: SDKCall
  ) -> [(String, JSONValue?)] {
    [
      ("session_token", .string(token)), ("connect_url", .string("\(call.baseURL)/connect/\(session.id)")),
      ("expires_in", .integer(ConnectSession.lifetime)), ("expires_at", .time(session.expiresAt)),
    ]
  }

  private static func status(_ word: String) -> SDKAnswer { .ok(.fields([("status", .string(word))])) }

  private static func failed(_ code: String, _ message: String) -> SDKAnswer {
    .ok(
      .fields([
        ("status", .string("error")),
        ("error", .fields([("error_code", .string(code)), ("error_message", .string(message))])),
      ]))
  }

  private static func result(_ grant: CallerGrant, of session: ConnectSession) -> JSONValue {
    let connection = grant.source.connection
    return .fields([
      ("grant_id", .id(grant.id)), ("provider_id", .string(grant.source.provider)),
      ("account_identifier", connection.map { .string($0.account) }),
      ("scopes", .texts(grant.connectionState?.scopesGiven ?? [])),
      ("operation", .string(session.repairs == grant.id ? "reauth" : "creation")),
      (
        "grant_policy",
        .fields([("expires_at", grant.expiresAt.map { .time($0) }), ("created_at", .time(grant.createdAt))])
      ),
    ])
  }
}
