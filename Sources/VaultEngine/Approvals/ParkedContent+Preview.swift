internal import Domain
internal import ProviderCatalog

extension ParkedContent {
  /// As it is shown to whoever answers.
  func shown(grant: Grant, source: GrantSource, answers: [ApprovalAnswer]) -> ParkedCall {
    ParkedCall(
      id: id, parkedAt: parkedAt, expiresAt: expiresAt, caller: caller, principal: grant.principal, grantID: grant.id,
      grantName: grant.name, provider: source.provider,
      reason: Printable.text(CredentialMask.text(reason), limit: 1000),
      method: message.method, url: place,
      query: message.url.query.map(SecretNames.maskedPairs),
      headers: message.headers.map { header in
        Injection.Header(name: header.name, value: SecretNames.masked(header.value, named: header.name))
      },
      body: preview, asks: asks, shape: shape, answers: answers,
      digest: digest)
  }

  private var preview: BodyPreview {
    let bytes = message.body
    guard !bytes.isEmpty else { return .none }
    let headers = message.headers.map { ($0.name, $0.value) }
    let (kind, whole): (BodyPreview.Kind, String)
    let type = headers.first { $0.0.lowercased() == "content-type" }?.1.lowercased() ?? ""
    if case .json(let document) = CallBody(bytes, headers: headers) {
      (kind, whole) = (.json, String(decoding: SecretNames.masked(document).bytes, as: UTF8.self))
    } else if let text = String(validating: bytes, as: UTF8.self) {
      (kind, whole) =
        type.hasPrefix("application/x-www-form-urlencoded")
        ? (.form, SecretNames.maskedPairs(text)) : (.text, CredentialMask.text(text))
    } else {
      return BodyPreview(kind: .binary, size: bytes.count, text: "", isWhole: false)
    }
    let shown = String(whole.prefix(Self.shownCharacters))
    return BodyPreview(kind: kind, size: bytes.count, text: shown, isWhole: shown.utf8.count == whole.utf8.count)
  }

  private static let shownCharacters = 65_536
}

/// Hides what looks like a credential, by its form or by the name that it has.
enum SecretNames {
  private static let words = [
    "password", "passwd", "secret", "token", "apikey", "authorization", "privatekey", "cookie",
  ]

  /// `client_secret`, `X-Api-Key`, `accessToken`.
  static func isSecret(_ name: String) -> Bool {
    let plain = name.lowercased().filter { $0.isLetter }
    return words.contains { plain.hasSuffix($0) }
  }

  static func masked(_ value: String, named name: String) -> String {
    isSecret(name) && !value.isEmpty ? "***" : CredentialMask.text(value)
  }

  /// `a=1&token=***`, for queries and forms; the rest stays as it was sent.
  static func maskedPairs(_ text: String) -> String {
    text.split(separator: "&", omittingEmptySubsequences: false).map { pair in
      guard let equals = pair.firstIndex(of: "=") else { return CredentialMask.text(String(pair)) }
      let name = String(pair[..<equals])
      return "\(name)=\(masked(String(pair[pair.index(after: equals)...]), named: name))"
    }
    .joined(separator: "&")
  }

  static func masked(_ document: JSONValue) -> JSONValue {
    switch document {
    case .null, .bool, .number: document
    case .string(let text): .string(CredentialMask.text(text))
    case .array(let elements): .array(elements.map(masked))
    case .object(let members):
      .object(
        members.map { member in
          var value = masked(member.value)
          if isSecret(member.name) {
            switch member.value {
            case .string, .number: value = .string("***")
            case .null, .bool, .array, .object: break
            }
          }
          return JSONValue.Member(name: member.name, value: value)
        })
    }
  }
}
