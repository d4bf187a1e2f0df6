internal import Domain
internal import Foundation

/// A credential in the shape in which Alter's SDK injects it by itself: one header, and further headers or a query
/// parameter. What does not fit the shape stays in the vault.
struct ReleaseShape {
  private(set) var token: SecretBytes
  private(set) var headerName = "Authorization"
  private(set) var headerFormat = "Bearer {token}"
  private(set) var additional: [Credential.Field] = []
  private(set) var injections: [ReleasedCredential.Injection] = []

  /// The SDK always sends its one header: for a query parameter to a header that no API reads.
  private static let harmlessHeader = "X-Gatehouse-Grant"

  init(_ injection: Injection, _ credential: Credential) throws(VaultError) {
    switch injection.kind {
    case .basic:
      let pair = try Self.fill("{user}:{password}", credential)
      token = SecretBytes(Data(pair.utf8).base64EncodedString())
      (headerName, headerFormat) = (injection.name, "Basic {token}")
    case .bearer, .header:
      (token, headerFormat) = try Self.parts(injection.format, credential)
      headerName = injection.name
    case .query:
      token = SecretBytes(try Self.fill(injection.format, credential))
      (headerName, headerFormat) = (Self.harmlessHeader, "{token}")
      injections.append(.init(target: .query, key: injection.name, credential: nil))
    case .path: throw Self.misfit("the credential goes into the path")
    }
    for (index, extra) in injection.extraHeaders.enumerated() {
      let name = "header_\(index + 1)"
      additional.append(.init(name: name, value: SecretBytes(try Self.fill(extra.value, credential))))
      injections.append(.init(target: .header, key: extra.name, credential: name))
    }
    try check()
  }

  /// The token alone with what stands around it, where the format has nothing else in it; else all of it as the token.
  private static func parts(
    _ format: String, _ credential: Credential
  ) throws(VaultError) -> (token: SecretBytes, format: String) {
    if Template(format).fields == ["token"], format.utf8.count <= 200, let token = credential["token"] {
      return (token, format)
    }
    return (SecretBytes(try fill(format, credential)), "{token}")
  }

  private static func fill(_ template: String, _ credential: Credential) throws(VaultError) -> String {
    var text = ""
    for part in Template(template).parts {
      switch part {
      case .literal(let literal): text += literal
      case .field(let name):
        guard let value = credential[name]?.text() else {
          throw .damaged("the stored credential has no value for \(Printable.text(name, limit: 40))")
        }
        text += value
      }
    }
    return text
  }

  /// What the SDK refuses to inject, however it is asked to.
  private static let refused: Set<String> = [
    "host", "content-length", "content-type", "transfer-encoding", "connection", "keep-alive", "upgrade",
    "proxy-authenticate", "proxy-authorization", "te", "trailer", "cookie", "set-cookie", "x-forwarded-for",
    "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "x-http-method-override", "x-method-override",
    "www-authenticate", "strict-transport-security", "content-security-policy",
  ]

  private func check() throws(VaultError) {
    guard Self.isName(headerName, upTo: 60, alsoUnderscore: false) else {
      throw Self.misfit("the header \(headerName) is not one that a program may set")
    }
    guard injections.count <= 10 else { throw Self.misfit("it wants more than ten headers") }
    for injection in injections where !Self.isName(injection.key, upTo: 100, alsoUnderscore: true) {
      throw Self.misfit("\(Printable.text(injection.key, limit: 100)) is not a name that a program may set")
    }
    for field in additional where field.value.count > 8192 || field.value.isEmpty {
      throw Self.misfit("a header of it is empty or too long")
    }
  }

  private static func isName(_ name: String, upTo length: Int, alsoUnderscore: Bool) -> Bool {
    guard let first = name.first, first.isASCII, first.isLetter, name.utf8.count <= length,
      !refused.contains(name.lowercased())
    else { return false }
    return name.allSatisfy { character in
      character.isASCII
        && (character.isLetter || character.isNumber || character == "-" || alsoUnderscore && character == "_")
    }
  }

  private static func misfit(_ why: String) -> VaultError {
    VaultError(
      .denied, "the credential cannot be handed out: \(why)", hint: "make the call through the vault",
      cause: .requiresProxy(.restricted))
  }
}
