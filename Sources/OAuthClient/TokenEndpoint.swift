internal import Domain
internal import Outbound
internal import ProviderCatalog

/// Requests to the authorization server: the client shows who it is, the answer is read to a limit.
struct TokenEndpoint: Sendable {
  typealias Headers = [(name: String, value: String)]

  let registration: OAuthRegistration
  let outbound: OutboundClient

  /// No answer of an authorization server is longer.
  private static let answerLimit = 1 << 20

  /// The secret, where the provider wants to see one.
  var secret: SecretBytes? {
    registration.facts.clientAuthentication == "none" ? nil : registration.clientSecret
  }

  var isBasic: Bool { registration.facts.clientAuthentication == "basic" && secret != nil }

  /// A form with the client's id, and its secret where the provider wants it.
  func post(_ url: String, _ form: FormBody) async throws(OAuthFailure) -> TokenAnswer {
    var form = form
    if !isBasic {
      form.append("client_id", registration.clientID)
      if let secret { form.append("client_secret", secret) }
    }
    var answer = try await send("POST", url, basic() + [("Content-Type", FormBody.contentType)], .bytes(form.bytes))
    answer.sent = form.secrets + [secret].compactMap { $0 }
    return answer
  }

  /// `Authorization: Basic` where that is the provider's way, or is asked for.
  ///
  /// Id and secret are form-encoded first (RFC 6749, section 2.3.1).
  func basic(always: Bool = false) -> Headers {
    guard always || isBasic, let secret = registration.clientSecret else { return [] }
    let pair = Array((FormBody.encoded(registration.clientID) + ":").utf8) + FormBody.encoded(secret.copy())
    return [("Authorization", "Basic \(Base64.encode(pair))")]
  }

  func send(
    _ method: String, _ url: String, _ headers: Headers, _ body: OutboundBody
  ) async throws(OAuthFailure) -> TokenAnswer {
    try await Self.send(method, url, headers, body, by: outbound)
  }

  static func send(
    _ method: String, _ url: String, _ headers: Headers, _ body: OutboundBody, by outbound: OutboundClient
  ) async throws(OAuthFailure) -> TokenAnswer {
    guard let address = try? CanonicalURL(url) else {
      throw .misconfigured("\(Printable.text(url, limit: 120)) is no address")
    }
    // GitHub refuses what does not name itself, and answers with a form unless told otherwise.
    let usual = [(name: "Accept", value: "application/json"), (name: "User-Agent", value: "gatehouse")]
    let missing = usual.filter { own in !headers.contains { $0.name.lowercased() == own.name.lowercased() } }
    do throws(OutboundError) {
      let response = try await outbound.send(
        OutboundRequest(
          method: method, url: address, headers: headers + missing, body: body,
          destination: address.origin.isLoopback ? .local : .public))
      var bytes: [UInt8] = []
      for try await chunk in response.body {
        bytes += chunk
        guard bytes.count <= answerLimit else { throw OutboundError.tooLarge(.body, limit: Int64(answerLimit)) }
      }
      return TokenAnswer(
        status: response.status, contentType: response.header("content-type") ?? "",
        retryAfter: response.header("retry-after"), body: bytes)
    } catch { throw OAuthFailure(error) }
  }
}

/// Base64 with padding (RFC 4648, section 4), for `Authorization: Basic`.
private enum Base64 {
  static func encode(_ bytes: [UInt8]) -> String {
    let text = Base64URL.encode(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    return String(text) + String(repeating: "=", count: (4 - text.count % 4) % 4)
  }
}
