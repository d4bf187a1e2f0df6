internal import Domain

/// One request to a route of Alter's SDK as it came, before anything in it was believed.
struct SDKRequest: Sendable {
  let method: String
  /// Path and query as they stand in the request line, from `/sdk/` on: a prefix of the base URL is not signed.
  let target: String
  let headers: [(name: String, value: String)]
  let body: [UInt8]
  let address: NetworkAddress

  init(
    method: String, target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
    address: NetworkAddress = .thisMachine
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.address = address
  }

  /// The value of a header that may stand once only: two readers could each take another one.
  func header(_ name: String) throws(SDKRefusal) -> String? {
    let found = headers.filter { $0.name.lowercased() == name.lowercased() }
    guard found.count <= 1 else { throw .badRequest("the header \(name) stands there twice") }
    return found.first?.value
  }

  /// The path's segments, percent-decoded; empty ones are kept, so that `/sdk//token` is another path.
  var segments: [String]? {
    SignedTarget(target)?.path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  }

  /// The parameters of the query, decoded, in the order in which they stand there.
  var query: [(name: String, value: String)] { SignedTarget(target)?.query ?? [] }
}
