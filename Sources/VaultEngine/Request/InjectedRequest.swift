internal import Domain
internal import Foundation
internal import Outbound

/// A request with the credential in it, put in last, after the caller's own headers. It lives for one sending.
struct InjectedRequest {
  let url: CanonicalURL
  let headers: [(name: String, value: String)]
  /// What must not come back in the answer.
  let needles: [SecretBytes]

  /// - Parameter time: of the sending, which a signature tells.
  init(
    method: String, url: CanonicalURL, headers: [(name: String, value: String)], body: OutboundBody,
    injection: Injection, credential: Credential, time: Timestamp = .now()
  ) throws(VaultError) {
    var headers = headers
    if !headers.contains(where: { $0.name.lowercased() == "accept-encoding" }) {
      headers.append(("Accept-Encoding", "identity"))
    }
    if !headers.contains(where: { $0.name.lowercased() == "user-agent" }) {
      headers.append(("User-Agent", "gatehouse"))
    }
    for extra in injection.extraHeaders {
      let holdsField = !Template(extra.value).fields.isEmpty
      if !holdsField, headers.contains(where: { $0.name.lowercased() == extra.name.lowercased() }) { continue }
      headers.append((extra.name, try Self.fill(extra.value, credential)))
    }
    var url = url
    var needles = credential.fields.filter { Credential.isSecret($0.name) }.map(\.value)
    switch injection.kind {
    case .bearer, .header:
      headers.append((injection.name, try Self.fill(injection.format, credential)))
    case .basic:
      let pair = try Self.fill("{user}:{password}", credential)
      let encoded = Data(pair.utf8).base64EncodedString()
      needles.append(SecretBytes(encoded))
      headers.append((injection.name, "Basic \(encoded)"))
    case .query:
      guard !url.queryKeys.contains(injection.name) else {
        throw VaultError(
          .badInput, "the URL holds the query parameter \(injection.name), where the credential goes",
          hint: "leave it out; gatehouse puts it in")
      }
      let value = Self.escaped(try Self.fill(injection.format, credential))
      url = try Self.rebuilt(
        url, path: url.path, query: (url.query.map { "\($0)&" } ?? "") + "\(injection.name)=\(value)")
    case .path:
      url = try Self.rebuilt(url, path: Self.path(injection.format, url.path, credential), query: url.query)
    case .awsSigV4:
      let signing = try AWSSigning(url: url, scope: injection.scope, body: body)
      url = try Self.rebuilt(url, path: signing.path, query: signing.query)
      headers += try signing.headers(
        method: method, url: url, headers: headers, credential: credential, time: time)
    }
    self.url = url
    self.headers = headers
    self.needles = needles
  }

  private static func fill(_ template: String, _ credential: Credential) throws(VaultError) -> String {
    var text = ""
    for part in Template(template).parts {
      switch part {
      case .literal(let literal): text += literal
      case .field(let name): text += try value(name, credential)
      }
    }
    return text
  }

  private static func path(_ template: String, _ path: String, _ credential: Credential) throws(VaultError) -> String {
    var text = ""
    for part in Template(template).parts {
      switch part {
      case .literal(let literal): text += literal
      // A call to the root is a call to the template's own path: no slash is added to it.
      case .field("path"): text += path == "/" ? "" : path
      case .field(let name): text += escaped(try value(name, credential))
      }
    }
    return text
  }

  static func value(_ name: String, _ credential: Credential) throws(VaultError) -> String {
    guard let text = credential[name]?.text() else {
      throw .damaged("the stored credential has no value for \(Printable.text(name, limit: 40))")
    }
    return text
  }

  private static func escaped(_ text: String) -> String {
    String(decoding: PercentEncoding.encode(text.utf8), as: UTF8.self)
  }

  private static func rebuilt(_ url: CanonicalURL, path: String, query: String?) throws(VaultError) -> CanonicalURL {
    do { return try CanonicalURL(origin: url.origin, path: path, query: query) } catch {
      // Not the problem's own text: it would show the URL with the credential in it.
      throw VaultError(.badInput, "the credential cannot stand in this URL", hint: "check the template of the secret")
    }
  }
}
