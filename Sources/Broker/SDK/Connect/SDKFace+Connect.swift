internal import Domain
internal import VaultEngine

extension SDKFace {
  /// Asks that an end user connects an account. The user answers on the page, or the developer with `gatehouse connect`;
  /// until then the program polls.
  func openConnect(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.connect)
    let providers = try call.fields.texts("allowed_providers", limit: 50) ?? []
    let (session, token) = try await open(ConnectRequest(.connection, providers: providers, call.fields), call)
    return .created(
      .fields(
        ConnectJSON.opened(session, token, call) + [
          ("single_provider", .bool(providers.count == 1))
        ]))
  }

  /// Asks that an end user gives a key of their own. What comes of it is polled, or read from the list of grants.
  func openSecretConnect(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.connect, .writeSecrets)
    _ = try call.fields.requiredText("user_token", limit: 65_536)
    let provider = try call.fields.text("provider", limit: 64)
    let request = try ConnectRequest(.secret, providers: provider.map { [$0] } ?? [], call.fields)
    let (session, token) = try await open(request, call)
    let extra: [(String, JSONValue?)] = [
      ("path", .string(session.wish.repairs == nil ? "key_entry" : "repair")), ("secret_slug", .string(provider ?? "")),
      ("delegable_requested", .bool(session.wish.isDelegable)),
      ("template_slug", try call.fields.text("template_slug", limit: 64).map { .string($0) }),
    ]
    return .created(.fields(ConnectJSON.opened(session, token, call) + extra))
  }

  func pollConnect(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.connect)
    let token = try call.fields.requiredText("session_token", limit: 200)
    let session = try await asking { () async throws(VaultError) in
      try await vault.connectSession(token: token, by: call.actor)
    }
    guard let session else { return ConnectJSON.status("expired") }
    switch session.answer {
    case .completed(let grant, let isReauth):
      let all = try await asking { () async throws(VaultError) in try await vault.grants(for: call.actor) }
      guard let grant = all.first(where: { $0.id == grant }) else {
        return ConnectJSON.failed("connect_failed", "the grant was taken back meanwhile")
      }
      return ConnectJSON.completed(grant, of: session, isReauth: isReauth)
    case .denied(let reason): return ConnectJSON.failed("connect_denied", reason.isEmpty ? "denied" : reason)
    case .failed(let code, let reason): return ConnectJSON.failed(code, reason.isEmpty ? code : reason)
    case nil: return ConnectJSON.status("pending")
    }
  }

  private func open(
    _ request: ConnectRequest, _ call: SDKCall
  ) async throws(SDKRefusal) -> (ConnectSession, String) {
    var wish = request.wish
    if let id = request.repairs { wish.repairs = try await ownGrant(id, call).id }
    if let agent = request.agent {
      try call.require(.administer)
      wish.agent = try await ownAgent(agent, call).id
    }
    return try await asking { [wish] () async throws(VaultError) in
      try await vault.openConnectSession(wish, by: call.actor)
    }
  }
}
