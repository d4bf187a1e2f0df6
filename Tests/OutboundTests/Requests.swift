internal import Domain
internal import Outbound

extension OutboundRequest {
  static func local(
    _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: OutboundBody = .none
  ) throws -> OutboundRequest {
    OutboundRequest(method: method, url: try CanonicalURL(url), headers: headers, body: body, destination: .local)
  }
}

extension OutboundBody {
  static func pieces(_ pieces: [[UInt8]], length: Int64?) -> OutboundBody {
    .stream(
      length: length,
      chunks: AsyncThrowingStream<[UInt8], any Error> { continuation in
        for piece in pieces { continuation.yield(piece) }
        continuation.finish()
      })
  }
}

extension OutboundResponse {
  func bytes() async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await chunk in body { bytes += chunk }
    return bytes
  }

  func text() async throws -> String { String(decoding: try await bytes(), as: UTF8.self) }
}
