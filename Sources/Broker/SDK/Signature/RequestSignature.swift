internal import Domain
internal import VaultCrypto

/// The signature over a request of Alter's SDK, made with a key that derives from the caller key in `x-api-key`.
///
/// Version 1 covers method, path and query, time, nonce, the body's hash, scope constraints and the request's rule. Version
/// 2 covers the headers that say who acts as well, and is demanded as soon as one of them is there: else they could be
/// added or taken away on the way.
struct RequestSignature: Sendable {
  /// When it was signed, in seconds since 1970.
  let timestamp: Int64
  let nonce: [UInt8]
  /// Whether it covers who acts.
  let isVersion2: Bool

  /// How far the clocks may be apart, in seconds.
  static let window: Int64 = 300

  /// The headers that version 2 covers, with the label of each in what is signed, in order.
  static let actorHeaders = [
    (header: "X-Alter-Caller", label: "caller"), (header: "X-Alter-Caller-Type", label: "caller-type"),
    (header: "X-Alter-Actor-ID", label: "actor-id"), (header: "X-Alter-Context", label: "actor-context"),
  ]

  /// Checks the signature of a request; its age and whether its nonce is new are looked at by ``NonceMemory``.
  ///
  /// - Throws: a refusal 401 `invalid_signature` that says which part is wrong.
  static func check(_ request: SDKRequest, key: [UInt8]) throws(SDKRefusal) -> RequestSignature {
    func required(_ name: String) throws(SDKRefusal) -> String {
      guard let value = try request.header(name) else { throw .badSignature("the header \(name) is missing") }
      return value
    }
    let stamp = try required("X-Alter-Timestamp")
    guard (1...12).contains(stamp.utf8.count), stamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let timestamp = Int64(stamp)
    else { throw .badSignature("X-Alter-Timestamp is no number of seconds") }
    let nonceText = try required("X-Alter-Nonce")
    guard nonceText.utf8.count == 32, let nonce = Hexadecimal.bytes(nonceText) else {
      throw .badSignature("X-Alter-Nonce is not 32 lower-case hexadecimal digits")
    }
    let hash = try required("X-Alter-Content-SHA256")
    guard hash == Hexadecimal.text(SHA256Hash.of(request.body)) else {
      throw .badSignature("the body is not the one that was signed")
    }
    guard let target = SignedTarget(request.target) else { throw .badSignature("the path cannot be read in one way") }

    var lines = [request.method, target.text, stamp, nonceText, hash]
    lines.append(try request.header("X-Alter-Scope-Constraints") ?? "")
    if let rule = try request.header("X-Alter-Request-Rule") { lines.append("request-rule:\(rule)") }
    var isVersion2 = false
    for (header, label) in actorHeaders {
      guard let value = try request.header(header) else { continue }
      isVersion2 = true
      if !value.isEmpty { lines.append("\(label):\(value)") }
    }
    let signature = Hexadecimal.text(
      MAC.of(Array(lines.joined(separator: "\n").utf8), key: signingKey(of: key)))
    var given = [try required("X-Alter-Signature")]
    if isVersion2 { given.append(try required("X-Alter-Signature-V2")) }
    guard given.allSatisfy({ MAC.areEqual(Array($0.utf8), Array(signature.utf8)) }) else {
      throw .badSignature("the signature does not match the request")
    }
    return RequestSignature(timestamp: timestamp, nonce: nonce, isVersion2: isVersion2)
  }

  /// What the SDK signs with: it is not stored anywhere, since the key itself comes with every request.
  static func signingKey(of key: [UInt8]) -> SecretBytes {
    SecretBytes(MAC.of(Array("alter-signing-v1".utf8), key: SecretBytes(key)))
  }
}
