internal import Domain
internal import NIOCore

/// What is refused before a connection is made.
enum RequestCheck {
  static func check(_ request: OutboundRequest) throws(OutboundError) {
    let origin = request.url.origin
    guard LibraryReading.agrees(with: request.url) else { throw .urlMismatch(host: origin.host) }
    if request.destination == .public, origin.scheme == .http { throw .unencrypted(host: origin.host) }
    let literal = origin.host.hasPrefix("[") ? String(origin.host.dropFirst().dropLast()) : origin.host
    if let address = try? SocketAddress(ipAddress: literal, port: Int(origin.port)) {
      let kind = AddressKind(address)
      guard kind.isAllowed(for: request.destination) else {
        throw .blockedAddress(host: origin.host, kind: kind, destination: request.destination)
      }
    }
    guard isToken(request.method) else { throw .invalidRequest("the method is no HTTP method") }
    // CONNECT opens a tunnel past every check; TRACE asks the provider to send the credential back.
    guard request.method != "CONNECT", request.method != "TRACE" else {
      throw .invalidRequest("\(request.method) is not sent with a credential")
    }
    for header in request.headers {
      guard isToken(header.name) else { throw .invalidRequest("a header's name holds a character that HTTP forbids") }
      let name = header.name.lowercased()
      guard name != "host", !HopByHop.names.contains(name) else {
        throw .invalidRequest("the header \(name) belongs to the connection and cannot be set")
      }
    }
  }

  /// RFC 9110, section 5.6.2.
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}
