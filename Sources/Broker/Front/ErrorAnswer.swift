internal import Domain

/// An error as programs read it: `{"error": {"code", "message", "hint", "type"}}`. The texts hold no secret.
struct ErrorAnswer: Error, Hashable, Sendable {
  /// What kind of thing went wrong; clients of several APIs look at it.
  enum Kind: String, Sendable {
    case badRequest = "invalid_request_error"
    case unauthorized = "authentication_error"
    case forbidden = "permission_error"
    case notFound = "not_found_error"
    case rateLimited = "rate_limit_error"
    case unavailable = "service_unavailable"
    case upstream = "upstream_error"
    case damaged = "server_error"
  }

  let status: Int
  let kind: Kind
  let code: String
  let message: String
  var hint = ""
  /// Seconds.
  var retryAfter: Int64?
  /// Only with `method not allowed` (RFC 9110, section 15.5.6).
  var allow: [String] = []
  /// The name of the caller and the rule that decided, where they are known.
  var rule = ""

  init(_ status: Int, _ kind: Kind, _ code: String, _ message: String, hint: String = "") {
    self.status = status
    self.kind = kind
    self.code = code
    self.message = message
    self.hint = hint
  }

  var response: BrokerResponse {
    var members = [
      JSONValue.Member(name: "code", value: .string(code)), .init(name: "message", value: .string(message)),
      .init(name: "hint", value: .string(hint)), .init(name: "type", value: .string(kind.rawValue)),
    ]
    if !rule.isEmpty { members.append(.init(name: "rule", value: .string(rule))) }
    var headers: [(name: String, value: String)] = []
    if let retryAfter { headers.append(("Retry-After", String(max(1, retryAfter)))) }
    if !allow.isEmpty { headers.append(("Allow", allow.sorted().joined(separator: ", "))) }
    if status == 401 { headers.append(("WWW-Authenticate", "Bearer realm=\"gatehouse\"")) }
    return .json(status, JSONValue.object([.init(name: "error", value: .object(members))]).bytes, headers: headers)
  }
}
