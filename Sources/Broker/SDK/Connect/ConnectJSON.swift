internal import Domain

/// Connect sessions and what came of them, as the SDK reads them.
enum ConnectJSON {
  static func opened(_ session: ConnectSession, _ token: String, _ call: SDKCall) -> [(String, JSONValue?)] {
    [
      ("session_token", .string(token)), ("connect_url", .string("\(call.baseURL)/connect/\(token)")),
      ("expires_in", .integer(ConnectSession.lifetime)), ("expires_at", .time(session.expiresAt)),
      ("agent_id", session.wish.agent.map { .id($0) }),
    ]
  }

  static func status(_ word: String) -> SDKAnswer { .ok(.fields([("status", .string(word))])) }

  static func failed(_ code: String, _ message: String) -> SDKAnswer {
    .ok(
      .fields([
        ("status", .string("error")),
        ("error", .fields([("error_code", .string(code)), ("error_message", .string(message))])),
      ]))
  }

  static func completed(_ grant: CallerGrant, of session: ConnectSession, isReauth: Bool) -> SDKAnswer {
    let connection = grant.source.connection
    let policy: JSONValue = .fields([
      ("expires_at", grant.expiresAt.map { .time($0) }), ("created_by", .string(session.callerName)),
      ("created_at", .time(grant.createdAt)),
    ])
    let result: JSONValue = .fields([
      ("grant_id", .id(grant.id)), ("provider_id", .string(grant.source.provider)),
      ("account_identifier", connection.flatMap { $0.account.isEmpty ? nil : .string($0.account) }),
      ("scopes", .texts(grant.connectionState?.scopesGiven ?? [])),
      ("operation", .string(isReauth ? "reauth" : "creation")), ("grant_policy", policy),
      ("delegation", delegation(grant, session)),
    ])
    return .ok(.fields([("status", .string("completed")), ("grants", .array([result]))]))
  }

  private static func delegation(_ grant: CallerGrant, _ session: ConnectSession) -> JSONValue? {
    guard let issued = grant.delegations.first(where: { $0.holder == session.wish.agent }) else { return nil }
    return .fields([("agent_id", .id(issued.holder)), ("delegable", .bool(issued.isDelegable))])
  }
}
