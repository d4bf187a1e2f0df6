/// A call with the verdict it must get: an entry `[[test]]` of a policy.
public struct PolicyTest: Hashable, Sendable {
  /// What it shows, for the error when it fails.
  public var name: String
  public var expected: Decision.Verdict
  public var method: String
  public var url: String
  /// By name.
  public var grant: String
  public var caller: String
  /// nil: when it is checked.
  public var at: Timestamp?
  public var address: NetworkAddress?
  public var headers: [Injection.Header]
  public var body: String?

  public init(
    name: String, expected: Decision.Verdict, method: String, url: String, grant: String, caller: String = "test",
    at: Timestamp? = nil, address: NetworkAddress? = nil, headers: [Injection.Header] = [], body: String? = nil
  ) {
    self.name = name
    self.expected = expected
    self.method = method
    self.url = url
    self.grant = grant
    self.caller = caller
    self.at = at
    self.address = address
    self.headers = headers
    self.body = body
  }

  /// What the policies are asked; throws for a URL that cannot be sent.
  public func facts() throws(URLProblem) -> CallFacts {
    let headers = headers.map { (name: $0.name, value: $0.value) }
    let bytes = Array((body ?? "").utf8)
    return CallFacts(
      method: method, url: try CanonicalURL(url), caller: caller, address: address ?? .thisMachine,
      headerNames: headers.map(\.name), bodySize: Int64(bytes.count), body: CallBody(bytes, headers: headers))
  }
}
