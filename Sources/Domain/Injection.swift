/// Where a credential goes in the request. Templates name the credential's fields in braces: `Bearer {token}`.
public struct Injection: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// `Authorization: Bearer {token}` (RFC 6750).
    case bearer
    /// One header with a format, such as `Authorization: Bot {token}`.
    case header
    /// `Authorization: Basic` of the fields `user` and `password` (RFC 7617).
    case basic
    /// A query parameter.
    case query
    /// In the path: the format holds the credential's fields and `{path}`, the path the caller asked for.
    case path
    /// Every request is signed (AWS Signature Version 4); the secret key itself is not sent.
    case awsSigV4 = "aws-sigv4"
  }

  public struct Header: Hashable, Sendable {
    public let name: String
    /// May hold fields in braces.
    public let value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public var kind: Kind
  /// The header or query parameter's name; empty for `path` and `aws-sigv4`.
  public var name: String
  /// `{token}` with what stands around it; for `path`, `/bot{token}{path}`; empty for `aws-sigv4`.
  public var format: String
  /// Sent with every request, before the credential; may hold fields, for APIs that want two headers.
  public var extraHeaders: [Header]
  /// What a signature is for; of no meaning but for `aws-sigv4`.
  public var scope: AWSScope

  public init(kind: Kind, name: String, format: String, extraHeaders: [Header] = [], scope: AWSScope = AWSScope()) {
    self.kind = kind
    self.name = name
    self.format = format
    self.extraHeaders = extraHeaders
    self.scope = scope
  }

  public static func bearer(extraHeaders: [Header] = []) -> Injection {
    Injection(kind: .bearer, name: "Authorization", format: "Bearer {token}", extraHeaders: extraHeaders)
  }

  public static let basic = Injection(kind: .basic, name: "Authorization", format: "Basic {user}:{password}")

  public static func awsSigV4(_ scope: AWSScope = AWSScope(), extraHeaders: [Header] = []) -> Injection {
    Injection(kind: .awsSigV4, name: "", format: "", extraHeaders: extraHeaders, scope: scope)
  }

  /// The names of the credential's fields that a request needs, in order of first use, without `path`.
  public var fieldNames: [String] {
    var names = kind == .awsSigV4 ? ["access_key_id", "secret_access_key"] : []
    for template in [format] + extraHeaders.map(\.value) {
      for name in Template(template).fields where name != "path" && !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// Fields that a credential may have besides: temporary AWS credentials come with a session token.
  public var optionalFieldNames: [String] { kind == .awsSigV4 ? ["session_token"] : [] }

  /// How it reads on a screen: the template, never a value.
  public var summary: String {
    switch kind {
    case .awsSigV4: scope.summary
    case .bearer, .header, .basic: "\(name): \(format)"
    case .query: "?\(name)=\(format)"
    case .path: format
    }
  }

  /// What is wrong with the template, in words; nil when it can be sent.
  public var problem: String? {
    switch kind {
    case .path: break
    case .awsSigV4:
      guard name.isEmpty, format.isEmpty else { return "a signature has neither a header's name nor a template" }
      if let problem = scope.problem { return problem }
      if let header = extraHeaders.first(where: { Self.signatureHeaders.contains($0.name.lowercased()) }) {
        return "the header \(header.name) belongs to the signature"
      }
    case .query:
      guard !name.isEmpty, name.utf8.allSatisfy(Self.isUnreserved) else {
        return "a query injection needs the name of a query parameter: letters, digits, - . _ and ~"
      }
    case .bearer, .header, .basic:
      if let problem = Self.problem(ofHeader: name) { return problem }
    }
    if let problem = extraHeaders.lazy.compactMap({ Self.problem(ofHeader: $0.name) }).first { return problem }
    let texts = [format] + extraHeaders.map(\.value)
    guard texts.allSatisfy({ $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } }) else {
      return "a template may hold printable ASCII only"
    }
    guard texts.allSatisfy({ Template($0).isBalanced }) else { return "a brace in the template is not closed" }
    if fieldNames.isEmpty { return "the template names no field; write {token} where the credential goes" }
    if kind == .path {
      guard format.hasPrefix("/"), format.contains("{path}") else {
        return "a path template begins with / and holds {path}, where the caller's own path goes"
      }
    } else if format.contains("{path}") {
      return "{path} belongs into a path template only"
    }
    return nil
  }

  /// What is wrong with sending it to these origins, in words: a signature has to know its region and its service.
  public func problem(sentTo binding: Binding) -> String? {
    guard kind == .awsSigV4 else { return nil }
    guard let origin = binding.origins.first(where: { scope.resolved(for: $0.host) == nil }) else { return nil }
    return "the host \(origin.host) does not tell the AWS region and service to sign for; give both"
  }

  /// Headers that a signature is made of: a caller may set none of them.
  public static let signatureHeaders: Set<String> = [
    "authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token",
  ]

  private static func problem(ofHeader name: String) -> String? {
    guard !name.isEmpty, name.utf8.allSatisfy(isTokenCharacter) else {
      return "\(name.isEmpty ? "an empty text" : Printable.text(name, limit: 40)) is not a header name"
    }
    let lowered = name.lowercased()
    guard !framing.contains(lowered), !lowered.hasPrefix("proxy-") else {
      return "the header \(name) belongs to the connection, not to the credential"
    }
    return nil
  }

  /// Headers that say where a request goes and where it ends (RFC 9112; hop-by-hop: RFC 9110, section 7.6.1).
  private static let framing: Set<String> = [
    "host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "keep-alive", "expect",
  ]

  /// RFC 3986, section 2.3.
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-._~".utf8.contains(byte)
    }
  }

  /// RFC 9110, section 5.6.2.
  static func isTokenCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}

/// A text with `{fields}`: the parts in order.
public struct Template: Hashable, Sendable {
  public enum Part: Hashable, Sendable {
    case literal(String)
    case field(String)
  }

  public let parts: [Part]
  public let isBalanced: Bool

  public init(_ text: String) {
    var parts: [Part] = []
    var rest = text[...]
    var balanced = true
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}") else {
        balanced = false
        break
      }
      if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
      parts.append(.field(String(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.literal(String(rest))) }
    self.parts = parts
    isBalanced = balanced
  }

  public var fields: [String] {
    parts.compactMap { if case .field(let name) = $0 { name } else { nil } }
  }
}
