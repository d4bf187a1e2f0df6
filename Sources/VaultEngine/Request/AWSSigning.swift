internal import Domain
internal import Outbound
internal import VaultCrypto

/// What AWS Signature Version 4 adds to one call: the last thing before it is sent.
struct AWSSigning {
  private let isS3: Bool
  private let region: String
  private let service: String
  private let origin: Origin
  /// Path and query with the escapes that are signed.
  let path: String
  let query: String?
  private let payload: AWSRequest.Payload

  /// - Throws: `badInput` when the call holds a signature of its own, or a body that cannot be signed.
  init(url: CanonicalURL, scope: AWSScope, body: OutboundBody) throws(VaultError) {
    guard let (region, service) = scope.resolved(for: url.origin.host) else {
      throw .damaged("the stored credential does not say for which region and service \(url.origin.host) is signed")
    }
    if let own = url.queryKeys.first(where: { Self.signatureParameters.contains($0.lowercased()) }) {
      throw VaultError(
        .badInput, "the URL holds the query parameter \(own), which belongs to a signature",
        hint: "leave it out; gatehouse signs the request itself")
    }
    (self.region, self.service, isS3, origin) = (region, service, service == "s3", url.origin)
    path = isS3 ? AWSEscaping.path(url.path) : url.path
    query = url.query.map(AWSEscaping.query)
    switch body {
    case .none: payload = .bytes([])
    case .bytes(let bytes): payload = .bytes(bytes)
    case .stream:
      guard !Self.needsWholeBody(length: body.length, scope: scope, origin: url.origin) else {
        throw VaultError(
          .badInput,
          "the body is longer than the \(Printable.count(Int64(CallBody.limit))) bytes that can be signed for \(service)",
          hint: isS3 ? "announce its length; S3 then takes it as it streams, over https" : "send less at once")
      }
      payload = .unsigned
    }
  }

  /// Of a URL that is signed itself.
  private static let signatureParameters: Set<String> = [
    "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signedheaders", "x-amz-signature",
    "x-amz-security-token",
  ]

  /// Whether a body has to be in memory before it is sent. S3 alone takes one that is not signed, when TLS protects it.
  static func needsWholeBody(length: Int64?, scope: AWSScope, origin: Origin) -> Bool {
    scope.resolved(for: origin.host)?.service != "s3" || origin.scheme != .https || length == nil
  }

  /// Headers to add to those that the request has.
  func headers(
    method: String, url: CanonicalURL, headers: [(name: String, value: String)], credential: Credential,
    time: Timestamp
  ) throws(VaultError) -> [(name: String, value: String)] {
    guard let secret = credential["secret_access_key"] else {
      throw .damaged("the stored credential has no value for secret_access_key")
    }
    let signer = AWSSigner(
      accessKeyID: try InjectedRequest.value("access_key_id", credential), secretAccessKey: secret, region: region,
      service: service, time: time)
    var added = [(name: "X-Amz-Date", value: signer.date), (name: "X-Amz-Content-Sha256", value: payload.hash)]
    if credential["session_token"] != nil {
      added.append(("X-Amz-Security-Token", try InjectedRequest.value("session_token", credential)))
    }
    let signed = headers.filter { Self.isSigned($0.name.lowercased()) } + added + [("Host", origin.authority)]
    let request = AWSRequest(
      method: method, path: url.path, query: url.query, headers: signed, payload: payload, isS3: isS3)
    return added + [("Authorization", signer.authorization(for: request))]
  }

  /// What is sent as it stands here. AWS demands `Host` and every `X-Amz-` header; others may be rewritten on the way.
  private static func isSigned(_ name: String) -> Bool {
    name.hasPrefix("x-amz-") || ["content-type", "content-md5", "content-encoding", "range"].contains(name)
  }
}
