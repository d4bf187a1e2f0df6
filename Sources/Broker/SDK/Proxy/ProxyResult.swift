internal import Domain
internal import FoundationEssentials
internal import VaultEngine

/// A provider's answer as the SDK takes it: whole, in base64.
struct ProxyResult: Sendable {
  let status: Int
  /// Repeated ones joined: the SDK takes one text a name.
  let headers: [(name: String, value: String)]
  let body: [UInt8]
  let isTruncated: Bool
  let milliseconds: Int64

  /// So much of a body is handed on; the rest is not read.
  static let limit = 8 * 1_048_576

  init(_ response: VaultResponse, since start: ContinuousClock.Instant) async throws {
    var body: [UInt8] = []
    var isTruncated = false
    for try await chunk in response.body {
      let room = Self.limit - body.count
      body += chunk.prefix(room)
      if chunk.count > room {
        isTruncated = true
        break
      }
    }
    status = response.status
    headers = Self.joined(response.headers)
    self.body = body
    self.isTruncated = isTruncated
    let passed = (ContinuousClock.now - start).components
    milliseconds = passed.seconds * 1000 + passed.attoseconds / 1_000_000_000_000_000
  }

  func json(approval: Identifier? = nil) -> JSONValue {
    .fields([
      ("status_code", .integer(status)), ("body_b64", .string(Data(body).base64EncodedString())),
      ("headers", .object(headers.map { JSONValue.Member(name: $0.name, value: .string($0.value)) })),
      ("body_truncated", .bool(isTruncated)), ("duration_ms", .integer(milliseconds)),
      ("approval_id", approval.map { .id($0) }),
    ])
  }

  private static func joined(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
    var joined: [(name: String, value: String)] = []
    for header in headers {
      if let index = joined.firstIndex(where: { $0.name.lowercased() == header.name.lowercased() }) {
        joined[index].value += ", " + header.value
      } else {
        joined.append(header)
      }
    }
    return joined
  }
}
