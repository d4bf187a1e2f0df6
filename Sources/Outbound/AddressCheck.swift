internal import NIOCore

/// The check that decides where a credential may go: on the address that the connection has, whatever a name was
/// resolved to before, and before the HTTP library may write a request to it.
///
/// It sits behind the library's "debug" initializers, which run when the connection (with its TLS handshake) stands and
/// whose failure keeps it out of the pool.
struct AddressCheck: Sendable {
  /// What the library throws then; the client turns it into ``OutboundError/blockedAddress(host:kind:destination:)``.
  struct Refusal: Error {
    let kind: AddressKind
  }

  let destination: OutboundRequest.Destination

  func callAsFunction(_ channel: any Channel) -> EventLoopFuture<Void> {
    let kind = channel.remoteAddress.map(AddressKind.init) ?? .reserved
    if kind.isAllowed(for: destination) { return channel.eventLoop.makeSucceededVoidFuture() }
    // Closed first and failed then, so that the pool never hears of the closing of a connection it has given up.
    let promise = channel.eventLoop.makePromise(of: Void.self)
    channel.close().whenComplete { _ in promise.fail(Refusal(kind: kind)) }
    return promise.futureResult
  }
}

extension AddressKind {
  init(_ address: SocketAddress) {
    // Linux: 4 bytes of family and port stand before an IPv4 address, 4 more of flow before an IPv6 one (ip(7), ipv6(7)).
    let place: Range<Int>
    switch address {
    case .v4: place = 4..<8
    case .v6: place = 8..<24
    case .unixDomainSocket:
      self = .reserved
      return
    }
    self.init(
      bytes: unsafe address.withSockAddr { pointer, length in
        unsafe Array(UnsafeRawBufferPointer(start: pointer, count: length)[place])
      })
  }
}
