import Domain
import Foundation
import LocalServers
import OAuthClient
import Outbound
import Synchronization

@testable import VaultEngine

/// A provider with OAuth on loopback: it issues `access-N` and `refresh-N`, takes each refresh token once, and answers
/// its API with 401 to a token that is not live. A test says what is different.
final class StandInProvider: Sendable {
  /// What becomes of a token request.
  enum Turn: Sendable {
    /// New tokens; `expiresIn` as it stands in the JSON.
    case issue(expiresIn: String? = "3600", rotates: Bool = true)
    case answer(ScriptedServer.Answer)
    /// No answer at all.
    case hang
  }

  private struct State {
    var number = 1
    var refreshToken = "refresh-1"
    /// Tokens that were used before, for a provider that forgives their use.
    var used: Set<String> = []
    var isForgiving = false
    var live: Set<String> = ["access-1"]
    var turns: [Turn] = []
    var usual = Turn.issue()
    var revocations: [ScriptedServer.Answer] = []
    var beforeAnswer: (@Sendable (Int) async -> Void)?
  }

  private struct Found {
    var turn = Turn.hang
    var answer = ScriptedServer.Answer(200, "")
    var number = 0
    var wait: (@Sendable (Int) async -> Void)?
  }

  let server: ScriptedServer
  private let state: Box

  private final class Box: Sendable {
    let value = Mutex(State())
  }

  private init(_ server: ScriptedServer, _ state: Box) {
    self.server = server
    self.state = state
  }

  static func start() async throws -> StandInProvider {
    let state = Box()
    let server = try await ScriptedServer.start { request in
      switch request.path {
      case "/token": await token(request, state)
      case "/revoke": state.value.withLock { $0.revocations.isEmpty ? .init(200, "") : $0.revocations.removeFirst() }
      default: api(request, state)
      }
    }
    return StandInProvider(server, state)
  }

  /// Runs a test's body with a provider that is gone afterwards.
  static func with<Result>(_ body: (StandInProvider) async throws -> Result) async throws -> Result {
    let provider = try await start()
    do {
      let result = try await body(provider)
      await provider.server.stop()
      return result
    } catch {
      await provider.server.stop()
      throw error
    }
  }

  /// For the next token requests, one each.
  func next(_ turns: Turn...) { state.value.withLock { $0.turns += turns } }

  /// For every token request for which nothing else was said.
  func always(_ turn: Turn) { state.value.withLock { $0.usual = turn } }

  func answerRevocations(_ answers: ScriptedServer.Answer...) { state.value.withLock { $0.revocations += answers } }

  /// Called when a token request is decided on and its answer not sent yet, with its number.
  func beforeAnswer(_ action: (@Sendable (Int) async -> Void)?) { state.value.withLock { $0.beforeAnswer = action } }

  /// From here on the API takes none of the tokens issued so far.
  func takeBackAccess() { state.value.withLock { $0.live = [] } }

  /// Whether it takes a refresh token a second time, as some do for a while.
  func forgives(_ isForgiving: Bool) { state.value.withLock { $0.isForgiving = isForgiving } }

  /// Takes `access-1` and `refresh-1` again.
  func begin() {
    state.value.withLock { state in
      state.number = 1
      state.refreshToken = "refresh-1"
      state.live = ["access-1"]
      state.used = []
    }
  }

  func count(_ path: String) -> Int { server.requests.count { $0.path == path } }
  var tokenRequests: Int { count("/token") }
  var tokensSeen: [String] { server.requests.filter { $0.path == "/api" }.compactMap { $0.header("Authorization") } }

  private static func token(_ request: ScriptedServer.Incoming, _ state: Box) async -> ScriptedServer.Answer {
    var found = Found()
    state.value.withLock { state in
      found.turn = state.turns.isEmpty ? state.usual : state.turns.removeFirst()
      found.answer = answer(to: request, found.turn, &state)
      found.number = state.number
      found.wait = state.beforeAnswer
    }
    if case .hang = found.turn { try? await Task.sleep(for: .seconds(600)) }
    await found.wait?(found.number)
    return found.answer
  }

  private static func answer(
    to request: ScriptedServer.Incoming, _ turn: Turn, _ state: inout State
  ) -> ScriptedServer.Answer {
    switch turn {
    case .answer(let answer): return answer
    case .hang: return .init(200, "")
    case .issue(let expiresIn, let rotates):
      let given = request.form["refresh_token"] ?? ""
      guard given == state.refreshToken || state.isForgiving && state.used.contains(given) else {
        return .init(400, #"{"error":"invalid_grant","error_description":"the token was used before"}"#)
      }
      state.number += 1
      state.live.insert("access-\(state.number)")
      var members = [#""access_token":"access-\#(state.number)""#, #""token_type":"bearer""#]
      if let expiresIn { members.append(#""expires_in":\#(expiresIn)"#) }
      if rotates {
        state.used.insert(given)
        state.refreshToken = "refresh-\(state.number)"
        members.append(#""refresh_token":"\#(state.refreshToken)""#)
      }
      return .init(200, "{\(members.joined(separator: ","))}")
    }
  }

  private static func api(_ request: ScriptedServer.Incoming, _ state: Box) -> ScriptedServer.Answer {
    let token = request.header("Authorization").map { String($0.dropFirst("Bearer ".count)) } ?? ""
    return state.value.withLock { $0.live.contains(token) } ? .init(200, #"{"ok":true}"#) : .init(401, "{}")
  }

  /// Its description, as a user would write it.
  func description(id: String, revokes: Bool = true) -> CustomProvider {
    CustomProvider(
      id: id,
      text: """
        id = "\(id)"
        name = "Stand-in"
        origins = ["\(server.origin)"]

        [oauth]
        authorize_url = "\(server.origin)/authorize"
        token_url = "\(server.origin)/token"
        \(revokes ? #"revoke_url = "\#(server.origin)/revoke""# : "")
        """)
  }
}

extension TemporaryVault {
  /// A connection with `access-1` and `refresh-1`, as it stands after a user has agreed.
  @discardableResult
  func connect(
    _ provider: StandInProvider, name: String = "ann", expiresIn: Int64? = 3600, refreshToken: String? = "refresh-1",
    revokes: Bool = true
  ) async throws -> Grant {
    try await vault.connect(
      provider, name: name, expiresIn: expiresIn, refreshToken: refreshToken, revokes: revokes)
  }
}

extension Vault {
  /// Stores what the browser flow would have brought; a grant of that name is connected anew.
  @discardableResult
  func connect(
    _ provider: StandInProvider, name: String = "ann", expiresIn: Int64? = 3600, accessToken: String = "access-1",
    refreshToken: String? = "refresh-1", revokes: Bool = true
  ) async throws -> Grant {
    let description = provider.description(id: "stand-in", revokes: revokes)
    try await storeProvider(description)
    let app = try await storeOAuthApp(
      OAuthAppDraft(
        name: "app", provider: description.id, clientID: "client", clientSecret: SecretBytes("client-secret"),
        scopes: ["read"]))
    let binding = try Binding(origins: [try Origin(provider.server.origin)])
    let tokens = TokenSet(
      accessToken: SecretBytes(accessToken), refreshToken: refreshToken.map { SecretBytes($0) }, expiresIn: expiresIn,
      scopes: nil, account: nil)
    return try await change { change in
      let old = change.rows.grants.values.first { $0.grant.name == name }?.grant
      let before = old.flatMap { change.rows.connections[$0.sourceID]?.connection }
      let connection = Connection(
        id: before?.id ?? Identifier(), name: name, provider: description.id, appID: app.id, userID: name, label: "",
        account: "ann@example.com", binding: binding, injection: .bearer(), scopesAsked: ["read"],
        createdAt: before?.createdAt ?? change.now, connectedAt: change.now, revokedAt: nil, version: 0)
      let grant =
        old
        ?? Grant(
          id: Identifier(), name: name, sourceID: connection.id, principal: Principal("user:\(name)") ?? .system,
          createdAt: change.now)
      try change.store(tokens, as: connection, grant: grant, accessSeconds: nil)
      return grant
    }
  }

  func connectionState(_ name: String = "ann") async throws -> ConnectionState? {
    try await grant(named: name).connectionState
  }

  /// A call with the grant, its answer read to the end.
  @discardableResult
  func call(
    _ provider: StandInProvider, _ name: String = "ann", method: RequestMethod = .get, body: OutboundBody = .none
  ) async throws -> Int {
    let response = try await request(
      method, provider.server.origin + "/api", grantID: name, body: body, caller: "test")
    _ = try await response.body.collect(upTo: 1 << 20)
    return response.status
  }

  /// Kinds and reasons of the events that are no calls, oldest first.
  func connectionEvents() async throws -> [AuditEvent] {
    try await auditEntries(AuditQuery(), after: 0).map(\.event).filter { event in
      [
        .connectionMade, .connectionRemade, .connectionRevoked, .tokenRefreshed, .refreshFailed, .reauthNeeded,
        .remoteRevocation,
      ].contains(event.kind)
    }
  }
}
