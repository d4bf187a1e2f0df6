internal import Domain
internal import FoundationEssentials

/// The caller key of a request, found where a tool puts its API key, and the headers without it.
///
/// The positions: `Authorization` as `Bearer KEY` (or another word in place of `Bearer`), as user name or password of `Basic`,
/// or as the access key id of an AWS signature; and any other header whose whole value is a caller key, as `x-api-key`,
/// `x-goog-api-key` and `api-key` are used.
struct PresentedKey: Sendable {
  let key: [UInt8]
  /// Without `Authorization` and every header that held the key.
  let headers: [(name: String, value: String)]

  init(_ head: RequestHead) throws(ErrorAnswer) { try self.init(target: head.target, headers: head.headers) }

  init(_ request: BrokerRequest) throws(ErrorAnswer) {
    try self.init(target: request.path + (request.query.map { "?" + $0 } ?? ""), headers: request.headers)
  }

  private init(target: String, headers: [(name: String, value: String)]) throws(ErrorAnswer) {
    var found: [[UInt8]] = []
    var rest: [(name: String, value: String)] = []
    var isSigned = false
    var hasOther = false
    for header in headers {
      if header.name.lowercased() == "authorization" {
        let keys = Self.keys(inAuthorization: header.value)
        isSigned = isSigned || header.value.hasPrefix("AWS4-")
        hasOther = hasOther || keys.isEmpty
        found += keys
      } else if let key = Self.key(header.value) {
        found.append(key)
      } else {
        rest.append(header)
      }
    }
    guard let first = found.first else {
      throw Self.refusal(
        hasOther ? "what Authorization holds is no caller key" : "the request shows no caller key")
    }
    guard found.allSatisfy({ $0 == first }) else { throw Self.refusal("the request shows several caller keys") }
    if isSigned { rest.removeAll { Self.signing.contains($0.name.lowercased()) } }
    key = first
    self.headers = rest
    let text = String(decoding: first, as: UTF8.self)
    guard !target.contains(text), !rest.contains(where: { $0.value.contains(text) || $0.name.contains(text) })
    else {
      throw ErrorAnswer(
        400, .badRequest, "key_misplaced", "the caller key also stands where the provider would get it",
        hint: "send it where the tool puts its API key and nowhere else; nothing was sent")
    }
  }

  /// Of AWS Signature Version 4: they belong to the signature made with the caller key.
  private static let signing: Set<String> = ["x-amz-date", "x-amz-security-token", "x-amz-content-sha256"]

  private static func refusal(_ message: String) -> ErrorAnswer {
    ErrorAnswer(
      401, .unauthorized, "no_key", message,
      hint: "send one as Authorization: Bearer KEY, x-api-key or user name; mint one with: gatehouse callers add")
  }

  private static func keys(inAuthorization value: String) -> [[UInt8]] {
    let words = value.split(separator: " ", maxSplits: 1)
    guard words.count == 2 else { return key(value).map { [$0] } ?? [] }
    let rest = words[1].drop { $0 == " " }
    switch words[0].lowercased() {
    case "basic":
      guard let data = Data(base64Encoded: String(rest)) else { return [] }
      let pair = Array(data).split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
      return pair.compactMap { CallerKeyText(Array($0))?.bytes }
    case let word where word.hasPrefix("aws4-"):
      guard let start = rest.firstRange(of: "Credential=")?.upperBound else { return [] }
      return key(String(rest[start...].prefix { $0 != "/" && $0 != "," })).map { [$0] } ?? []
    default: return key(String(rest)).map { [$0] } ?? []
    }
  }

  private static func key(_ text: String) -> [UInt8]? { CallerKeyText(Array(text.utf8))?.bytes }
}
