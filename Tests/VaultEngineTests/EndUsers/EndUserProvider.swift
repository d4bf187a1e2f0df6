import Domain
import LocalServers
import Synchronization

@testable import VaultEngine

/// A provider on loopback at which end users have accounts: the code is the account's name, and so the tokens tell whose
/// they are. Its API also takes keys, `key-` and sixteen letters, until it is told otherwise.
final class EndUserProvider: Sendable {
  private struct State {
    var number = 0
    var live: Set<String> = []
    var failures: [ScriptedServer.Answer] = []
    var beforeTokens: (@Sendable () async -> Void)?
    var keyStatus = 200
  }

  private final class Box: Sendable {
    let value = Mutex(State())
  }

  let server: ScriptedServer
  private let state: Box

  private init(_ server: ScriptedServer, _ state: Box) {
    self.server = server
    self.state = state
  }

  static func with<Result>(_ body: (EndUserProvider) async throws -> Result) async throws -> Result {
    let state = Box()
    let server = try await ScriptedServer.start { request in await answer(request, state) }
    let provider = EndUserProvider(server, state)
    do {
      let result = try await body(provider)
      await server.stop()
      return result
    } catch {
      await server.stop()
      throw error
    }
  }

  /// For the next token request.
  func fail(_ answer: ScriptedServer.Answer) { state.value.withLock { $0.failures.append(answer) } }

  /// Called while a token request waits.
  func beforeTokens(_ action: (@Sendable () async -> Void)?) { state.value.withLock { $0.beforeTokens = action } }

  func answerKeys(_ status: Int) { state.value.withLock { $0.keyStatus = status } }

  func count(_ path: String) -> Int { server.requests.count { $0.path == path } }

  private static func answer(_ request: ScriptedServer.Incoming, _ state: Box) async -> ScriptedServer.Answer {
    let shown = request.header("Authorization").map { String($0.dropFirst("Bearer ".count)) } ?? ""
    switch request.path {
    case "/token":
      await state.value.withLock { $0.beforeTokens }?()
      return state.value.withLock { tokens(request, &$0) }
    case "/revoke": return .init(200, "")
    case "/key": return state.value.withLock { .init($0.keyStatus, shown.hasPrefix("key-") ? "{}" : "?") }
    case "/me" where state.value.withLock({ $0.live.contains(shown) }):
      return .init(200, #"{"login":"\#(shown.split(separator: "-").dropFirst().first ?? "")"}"#)
    default:
      let isLive = shown.hasPrefix("key-") || state.value.withLock { $0.live.contains(shown) }
      return .init(isLive ? 200 : 401, "{}")
    }
  }

  private static func tokens(_ request: ScriptedServer.Incoming, _ state: inout State) -> ScriptedServer.Answer {
    if !state.failures.isEmpty { return state.failures.removeFirst() }
    let form = request.form
    let account = form["code"] ?? String(form["refresh_token"]?.split(separator: "-").dropFirst().first ?? "nobody")
    state.number += 1
    let access = "access-\(account)-\(state.number)"
    state.live.insert(access)
    return .init(
      200,
      #"{"access_token":"\#(access)","refresh_token":"refresh-\#(account)-\#(state.number)","token_type":"bearer","expires_in":3600}"#
    )
  }

  func description(_ id: String) -> CustomProvider {
    CustomProvider(
      id: id,
      text: """
        id = "\(id)"
        name = "The \(id)"
        origins = ["\(server.origin)"]

        [[credential]]
        kind = "personal key"
        sent = { as = "bearer" }
        pattern = "key-[a-z]{16}"
        strength = "strong"
        test = { url = "\(server.origin)/key" }
        create_url = "https://example.com/keys"

        [oauth]
        authorize_url = "\(server.origin)/authorize"
        token_url = "\(server.origin)/token"
        revoke_url = "\(server.origin)/revoke"
        userinfo_url = "\(server.origin)/me"

        [[oauth.scope]]
        name = "read"
        explanation = "Read everything"
        default = true
        """)
  }
}
