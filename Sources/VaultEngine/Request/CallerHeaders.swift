internal import Domain

/// What a caller may add to a request: anything that neither carries a credential nor decides where the request goes.
enum CallerHeaders {
  /// Hop-by-hop (RFC 9110, section 7.6.1), framing, and what only the vault or the client sets.
  private static let forbidden: Set<String> = [
    "authorization", "cookie", "host", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
    "content-length", "expect",
    // Frameworks that read these would see another method or path than the one decided on.
    "x-http-method", "x-http-method-override", "x-method-override", "x-original-url", "x-rewrite-url",
  ]

  static func check(
    _ headers: [(name: String, value: String)], for injection: Injection
  ) throws(VaultError) {
    for (name, value) in headers {
      let lowered = name.lowercased()
      guard !name.isEmpty, name.utf8.allSatisfy(isTokenCharacter) else {
        throw VaultError(.badInput, "\(Printable.text(name, limit: 40)) is no header name", hint: "nothing was sent")
      }
      guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
        throw VaultError(.badInput, "the header \(name) holds control characters", hint: "nothing was sent")
      }
      guard !forbidden.contains(lowered), !lowered.hasPrefix("proxy-") else {
        throw VaultError(
          .badInput, "a caller may not set the header \(name)", hint: "gatehouse sets it itself; leave it out")
      }
      let injected = injection.extraHeaders.filter { !Template($0.value).fields.isEmpty }.map(\.name)
      let own =
        switch injection.kind {
        case .query, .path: injected
        case .awsSigV4: injected + Injection.signatureHeaders
        case .bearer, .header, .basic: injected + [injection.name]
        }
      guard !own.contains(where: { $0.lowercased() == lowered }) else {
        throw VaultError(
          .badInput, "a caller may not set the header \(name): the credential goes there",
          hint: "leave it out; gatehouse puts it in")
      }
    }
  }

  /// RFC 9110, section 5.6.2.
  private static func isTokenCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
