internal import Domain

/// Why a request of the SDK is refused. The status chooses the class that the SDK raises, then the code: a right code
/// under a wrong status falls to the status's default.
struct SDKRefusal: Error, Sendable {
  var status: Int
  var code: String
  var message: String
  var fields: [(name: String, value: JSONValue)] = []
  var headers: [(name: String, value: String)] = []

  init(
    _ status: Int, _ code: String, _ message: String, _ fields: [(name: String, value: JSONValue)] = [],
    headers: [(name: String, value: String)] = []
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.fields = fields
    self.headers = headers
  }

  var answer: SDKAnswer {
    let own: [(String, JSONValue?)] = [("error", .string(code)), ("message", .string(message))]
    return SDKAnswer(
      status: status, body: .fields(own + fields.map { ($0.name, $0.value) }), headers: headers)
  }

  /// Not to be understood at all.
  static func badRequest(_ message: String) -> SDKRefusal { SDKRefusal(400, "invalid_request", message) }

  /// Understood, and not possible.
  static func unusable(_ message: String, code: String = "invalid_request") -> SDKRefusal {
    SDKRefusal(422, code, message)
  }

  static func badSignature(_ why: String) -> SDKRefusal { SDKRefusal(401, "invalid_signature", why) }

  static let invalidKey = SDKRefusal(
    401, "invalid_key", "the key in x-api-key is no caller key of this vault",
    [("hint", .string("mint one with: gatehouse callers add"))])

  static func notSupported(_ what: String) -> SDKRefusal {
    SDKRefusal(501, "not_supported", "\(what) needs the hosted service; a vault on one machine has none")
  }

  static func missing(
    _ rights: [CallerRight], of granted: Set<CallerRight>
  ) -> SDKRefusal {
    func list(_ rights: some Sequence<CallerRight>) -> JSONValue {
      .array(rights.sorted().map { .string($0.rawValue) })
    }
    let missing = rights.filter { !granted.contains($0) }
    return SDKRefusal(
      403, "insufficient_scope",
      "this key may not \(missing.map(\.inWords).joined(separator: ", nor "))",
      [
        ("required", list(rights)), ("granted", list(granted)), ("missing", list(missing)),
        ("scope_version", .number("1")), ("current_scope_version", .number("1")),
        ("scope_version_mismatch", .bool(false)),
      ])
  }

  static func grantNotFound(_ name: String) -> SDKRefusal {
    SDKRefusal(404, "grant_not_found", "there is no grant \(Printable.text(name, limit: 80)) that this caller may use")
  }

  static func agentNotFound(_ id: String) -> SDKRefusal {
    SDKRefusal(404, "agent_not_found", "this caller has no agent \(Printable.text(id, limit: 80))")
  }
}
