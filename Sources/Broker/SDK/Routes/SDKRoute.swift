internal import Domain

/// What the SDK can ask for, by method and path.
enum SDKRoute: Hashable, Sendable {
  case token, proxy, auditReport
  case approval(String)
  case approvalResult(String)
  case scopeMismatch(grant: String)

  case listGrants
  case revokeGrant(String)
  case mintGrant(String)
  case delegateGrant(String)
  case grantSecret(String)
  case endDelegation(grant: String, agent: String)

  case openConnect, pollConnect, openSecretConnect

  case createAgent, listAgents, ownAgent
  case agent(String)
  case updateAgent(String)
  case revokeAgent(String)
  case mintAgentKey(String)
  case listAgentKeys(String)
  case deprecateAgentKey(agent: String, key: String)
  case undeprecateAgentKey(agent: String, key: String)
  case revokeAgentKey(agent: String, key: String)
  case deriveKey
  case rotateKey(String)
  case revokeKey(String)

  case scopes, providerCatalog, providerSpecs, spans, resolveIdentity
  case providerSpec(kind: String, id: String)
  /// What only the hosted service can do, in words.
  case hostedOnly(String)

  /// - Parameter segments: of the decoded path, `sdk` first.
  /// - Throws: 404 for a path that nobody knows, 405 for another method.
  init(method: String, segments: [String]) throws(SDKRefusal) {
    var allowed: [String] = []
    for entry in Self.table {
      guard let values = Self.match(entry.pattern, segments) else { continue }
      if entry.method == method {
        self = entry.make(values)
        return
      }
      allowed.append(entry.method)
    }
    guard allowed.isEmpty else {
      let list = Set(allowed).sorted().joined(separator: ", ")
      throw SDKRefusal(
        405, "method_not_allowed", "this path takes \(list)", headers: [("Allow", list)])
    }
    throw SDKRefusal(
      404, "unknown_path", "there is nothing at this path",
      [("hint", .string("the paths are those of alter-sdk 0.29; set ALTER_BASE_URL to the broker's address alone"))])
  }

  private typealias Entry = (method: String, pattern: [String], make: @Sendable ([String]) -> SDKRoute)

  private static let table: [Entry] = [
    entry("POST", "token") { _ in .token },
    entry("POST", "proxy") { _ in .proxy },
    entry("GET", "approvals/:") { .approval($0[0]) },
    entry("GET", "approvals/:/result") { .approvalResult($0[0]) },
    entry("POST", "oauth/audit/api-call") { _ in .auditReport },
    entry("POST", "grants/:/report-scope-mismatch") { .scopeMismatch(grant: $0[0]) },
    entry("POST", "grants/list") { _ in .listGrants },
    entry("POST", "oauth/grants/:/revoke") { .revokeGrant($0[0]) },
    entry("POST", "grants/:/mint") { .mintGrant($0[0]) },
    entry("POST", "grants/:/delegate") { .delegateGrant($0[0]) },
    entry("DELETE", "grants/:/delegations/:") { .endDelegation(grant: $0[0], agent: $0[1]) },
    entry("POST", "managed-secrets/:/grants") { .grantSecret($0[0]) },
    entry("POST", "oauth/connect/session") { _ in .openConnect },
    entry("POST", "oauth/connect/session/poll") { _ in .pollConnect },
    entry("POST", "managed-secrets/connect/session") { _ in .openSecretConnect },
    entry("POST", "agents") { _ in .createAgent },
    entry("GET", "agents") { _ in .listAgents },
    entry("GET", "agents/me") { _ in .ownAgent },
    entry("GET", "agents/:") { .agent($0[0]) },
    entry("PATCH", "agents/:") { .updateAgent($0[0]) },
    entry("DELETE", "agents/:") { .revokeAgent($0[0]) },
    entry("POST", "agents/:/keys") { .mintAgentKey($0[0]) },
    entry("GET", "agents/:/keys") { .listAgentKeys($0[0]) },
    entry("PATCH", "agents/:/keys/:/deprecate") { .deprecateAgentKey(agent: $0[0], key: $0[1]) },
    entry("PATCH", "agents/:/keys/:/undeprecate") { .undeprecateAgentKey(agent: $0[0], key: $0[1]) },
    entry("DELETE", "agents/:/keys/:") { .revokeAgentKey(agent: $0[0], key: $0[1]) },
    entry("POST", "keys/derive") { _ in .deriveKey },
    entry("POST", "keys/:/rotate") { .rotateKey($0[0]) },
    entry("DELETE", "keys/:") { .revokeKey($0[0]) },
    entry("GET", "scopes") { _ in .scopes },
    entry("GET", "oauth/provider-catalog") { _ in .providerCatalog },
    entry("GET", "provider-specs") { _ in .providerSpecs },
    entry("GET", "provider-specs/:/:") { .providerSpec(kind: $0[0], id: $0[1]) },
    entry("GET", "provider-specs/:/:/operations") { .providerSpec(kind: $0[0], id: $0[1]) },
    entry("GET", "provider-specs/:/:/operation") { .providerSpec(kind: $0[0], id: $0[1]) },
    entry("POST", "spans") { _ in .spans },
    entry("POST", "identity/resolve") { _ in .resolveIdentity },
    entry("POST", "identity/assert") { _ in .hostedOnly("an identity assertion") },
    entry("POST", "auth/session") { _ in .hostedOnly("signing end users in") },
    entry("POST", "auth/poll") { _ in .hostedOnly("signing end users in") },
    entry("POST", "auth/verify-token") { _ in .hostedOnly("checking an end user's token") },
  ]

  private static func entry(
    _ method: String, _ path: String, _ make: @escaping @Sendable ([String]) -> SDKRoute
  ) -> Entry {
    (method, ["sdk"] + path.split(separator: "/").map(String.init), make)
  }

  /// What stands in the places of the colons; nil when the path is another one.
  private static func match(_ pattern: [String], _ segments: [String]) -> [String]? {
    guard pattern.count == segments.count else { return nil }
    var values: [String] = []
    for (wanted, segment) in zip(pattern, segments) {
      if wanted == ":" {
        guard !segment.isEmpty else { return nil }
        values.append(segment)
      } else if wanted != segment {
        return nil
      }
    }
    return values
  }
}
