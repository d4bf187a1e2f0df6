internal import Domain

/// A whole answer.
public struct BrokerResponse: Sendable {
  public var status: Int
  /// Without `Content-Length` and `Connection`, which the listener sets.
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// Who asked, for the line that `gatehouse serve` prints; empty when nobody is known.
  public var caller = ""

  public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A JSON document (RFC 8259) that nobody may keep.
  ///
  /// - Parameter json: the document's bytes.
  public static func json(
    _ status: Int, _ json: [UInt8], headers: [(name: String, value: String)] = []
  ) -> BrokerResponse {
    BrokerResponse(
      status: status,
      headers: [
        ("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
      ] + headers, body: json)
  }
}
