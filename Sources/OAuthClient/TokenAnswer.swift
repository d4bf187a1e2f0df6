internal import Domain
internal import ProviderCatalog

/// Reads what an authorization server answered (RFC 6749, sections 5.1 and 5.2): JSON or, as some send, a form.
struct TokenAnswer {
  let status: Int
  let contentType: String
  let retryAfter: String?
  let body: [UInt8]
  /// What was sent; some servers repeat it in their error texts.
  var sent: [SecretBytes] = []

  /// The fields; nil for HTML, JSON cut short, or nothing.
  private var fields: JSONValue? {
    if let value = JSONValue(body) { return value.object == nil ? nil : value }
    let type = contentType.lowercased()
    guard type.hasPrefix(FormBody.contentType) || type.hasPrefix("text/plain"),
      let text = String(validating: body, as: UTF8.self), let form = FormBody.decode(text),
      form["access_token"] != nil || form["error"] != nil
    else { return nil }
    return .object(form.mapValues { .string($0) })
  }

  func tokens(_ facts: OAuthFacts, isRefresh: Bool, now: Timestamp) throws(OAuthFailure) -> TokenSet {
    let fields = try checked(facts, isRefresh: isRefresh, now: now)
    guard let token = fields["access_token"]?.string, let access = Self.secret(token) else {
      throw .invalidAnswer("there is no access token in it")
    }
    if let type = fields["token_type"]?.string, !["bearer", "bot"].contains(type.lowercased()) {
      throw .invalidAnswer("its tokens are of the type \(Printable.text(type, limit: 20)), which cannot be sent")
    }
    return TokenSet(
      accessToken: access, refreshToken: fields["refresh_token"]?.string.flatMap(Self.secret),
      expiresIn: fields["expires_in"]?.seconds(0...TokenSet.longestSeconds),
      scopes: Self.scopes(fields["scope"], facts),
      account: facts.accountField.flatMap { fields[$0]?.name }.map { Printable.text($0, limit: 120) })
  }

  /// The fields of a success; an error otherwise. Some answer 200 with an error in it.
  func checked(_ facts: OAuthFacts, isRefresh: Bool, now: Timestamp) throws(OAuthFailure) -> JSONValue {
    let isTooSoon = status == 429 || isRefresh && facts.tooSoonStatuses.contains(status)
    if isTooSoon || status == 503 && retryAfter != nil { throw .throttled(retryAfter: Self.wait(retryAfter, now: now)) }
    guard status < 500, status != 408 else { throw .unavailable("status \(status)") }
    let fields = fields
    if let refusal = refusal(fields, facts) { throw refusal }
    if isRefresh, facts.isEmptyRefusalFinal, status == 400, body.isEmpty {
      throw .refused(code: "invalid_grant", description: "an empty answer of status 400")
    }
    guard !(300..<400).contains(status) else {
      throw .misconfigured("the server sends to another address (status \(status)), which nothing is sent to")
    }
    guard (200..<300).contains(status) else { throw .unavailable("status \(status) without an error code") }
    guard let fields else { throw .unavailable("status \(status), and neither JSON nor a form") }
    return fields
  }

  /// The error in an answer, whatever its status: a code, or an object with one, as some APIs have it.
  private func refusal(_ fields: JSONValue?, _ facts: OAuthFacts) -> OAuthFailure? {
    guard let error = fields?["error"], let code = error.name ?? error["code"]?.name ?? error["type"]?.name else {
      return nil
    }
    let text = fields?["error_description"]?.string ?? error["message"]?.string ?? ""
    return .refused(
      code: facts.invalidGrantCodes.contains(code) ? "invalid_grant" : Printable.text(withoutSecrets(code), limit: 60),
      description: Printable.text(withoutSecrets(text), limit: 200))
  }

  /// What is shorter is no secret, and may be part of a word.
  private func withoutSecrets(_ text: String) -> String {
    sent.compactMap { $0.count < 8 ? nil : $0.text() }.reduce(text) { $0.replacing($1, with: "…") }
  }

  /// A token as headers can carry it.
  private static func secret(_ text: String) -> SecretBytes? {
    let isSendable = !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    return isSendable ? SecretBytes(text) : nil
  }

  private static func scopes(_ value: JSONValue?, _ facts: OAuthFacts) -> [String]? {
    switch value {
    case .string(let text):
      text.split { $0 == " " || facts.answerScopeSeparator.contains($0) }.map { Printable.text(String($0), limit: 200) }
    case .array: value?.strings.map { Printable.text($0, limit: 200) }
    default: nil
    }
  }

  /// Seconds, or a date (RFC 9110, section 10.2.3); an hour at most is believed.
  static func wait(_ text: String?, now: Timestamp) -> Int64? {
    guard let text else { return nil }
    if let seconds = Int64(text) { return min(max(seconds, 0), 3600) }
    // Sun, 06 Nov 1994 08:49:37 GMT
    let words = text.split(separator: " ")
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard words.count == 6, let month = months.firstIndex(of: String(words[2])) else { return nil }
    let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
    guard let date = Timestamp("\(words[3])-\(number)-\(words[1])T\(words[4])Z") else { return nil }
    return min(max(date.seconds - now.seconds, 0), 3600)
  }
}
