internal import Domain

/// A call that the broker makes for the SDK, read from the body of `POST /sdk/proxy`.
struct ProxyRequest: Sendable {
  let choice: GrantChoice
  let method: String
  /// With the query parameters merged into it.
  let url: String
  let headers: [(name: String, value: String)]
  /// The JSON value, written again; nil for a call without a body.
  let body: [UInt8]?
  let reason: String

  /// Set by the vault, or read by frameworks as another method: the SDK strips them, and another client's are refused.
  private static let refusedHeaders: Set<String> = [
    "host", "authorization", "proxy-authorization", "authentication", "cookie", "set-cookie", "x-api-key",
    "x-auth-token", "x-amz-security-token", "x-amz-date", "x-amz-content-sha256", "x-goog-authorization",
    "x-goog-iam-authorization-token", "x-stripe-account", "x-shopify-access-token", "x-http-method",
    "x-http-method-override", "x-method-override",
  ]

  init(_ fields: JSONFields) throws(SDKRefusal) {
    choice = try GrantChoice(fields)
    method = try fields.requiredText("method", limit: 32)
    reason = try fields.text("reason", limit: 4096) ?? ""
    let url = try fields.requiredText("url", limit: 1_048_576)
    guard url.utf8.count <= 65_536 else {
      throw .unusable("the URL is longer than 65,536 characters", code: "query_too_long")
    }
    self.url = try Self.merged(url, fields.object("query_params"))

    var headers: [(name: String, value: String)] = []
    for (name, value) in try fields.object("headers")?.pairs ?? [] {
      guard case .string(let text) = value else {
        throw .unusable("the header \(Printable.text(name, limit: 40)) must be a text")
      }
      guard !Self.refusedHeaders.contains(name.lowercased()) else {
        throw .unusable("a caller may not set the header \(name): gatehouse sets it itself", code: "forbidden_header")
      }
      guard !name.isEmpty, name.utf8.allSatisfy(HeaderName.isTokenCharacter) else {
        throw .unusable("\(Printable.text(name, limit: 40)) is no header name", code: "forbidden_header")
      }
      headers.append((name, text))
    }
    // Present is present: false, 0 and an empty text are bodies too, null is one that says null.
    body = fields.any("body")?.bytes
    if body != nil, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
      headers.append(("Content-Type", "application/json"))
    }
    self.headers = headers
  }

  /// The URL with further parameters at the end of its query, a list as a name repeated.
  private static func merged(_ url: String, _ parameters: JSONFields?) throws(SDKRefusal) -> String {
    var added: [String] = []
    for (name, value) in parameters?.pairs ?? [] {
      let values: [JSONValue] = if case .array(let elements) = value { elements } else { [value] }
      for value in values { added.append("\(escaped(name))=\(escaped(try text(value, of: name)))") }
    }
    guard !added.isEmpty else { return url }
    let separator = url.contains("?") ? (url.hasSuffix("?") || url.hasSuffix("&") ? "" : "&") : "?"
    return url + separator + added.joined(separator: "&")
  }

  private static func text(_ value: JSONValue, of name: String) throws(SDKRefusal) -> String {
    switch value {
    case .string(let text): text
    case .number(let digits): digits
    case .bool(let flag): flag ? "true" : "false"
    case .null: ""
    case .array, .object:
      throw .unusable("the query parameter \(Printable.text(name, limit: 40)) must be a plain value")
    }
  }

  private static func escaped(_ text: String) -> String {
    String(decoding: PercentEncoding.encode(text.utf8), as: UTF8.self)
  }
}

/// Names of headers (RFC 9110, section 5.6.2).
enum HeaderName {
  static func isTokenCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
