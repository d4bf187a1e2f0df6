internal import AsyncHTTPClient
internal import Domain
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

extension OutboundError {
  /// Turns what the HTTP library threw into one of ours. Only fixed texts and error numbers go over: the library's own
  /// descriptions may quote headers.
  init(_ failure: any Error, host: String, request: OutboundRequest, configuration: OutboundConfiguration) {
    switch failure {
    case let own as OutboundError: self = own
    case is CancellationError: self = .cancelled
    case let refusal as AddressCheck.Refusal:
      self = .blockedAddress(host: host, kind: refusal.kind, destination: request.destination)
    case let error as HTTPClientError: self.init(error, configuration: configuration)
    case let error as NIOConnectionError: self = .unreachable(host: host, reason: Self.reason(of: error))
    case let error as NIOSSLExtraError where error == .failedToValidateHostname:
      self = .tls(host: host, reason: "its certificate is for another host name")
    case is NIOSSLExtraError: self = .tls(host: host, reason: "its name cannot stand in a certificate")
    case let error as NIOSSLError: self.init(error, host: host)
    case is BoringSSLError: self = .tls(host: host, reason: "the TLS protocol failed")
    case let error as HTTPParserError where error == .headerOverflow:
      self = .tooLarge(.headers, limit: configuration.headerLimit)
    case let error as HTTPParserError where error == .invalidEOFState: self = .disconnected
    case is HTTPParserError: self = .invalidResponse("it does not parse")
    case let error as IOError: self.init(error, host: host)
    case is ChannelError: self = .disconnected
    default: self = .invalidResponse("the protocol failed (\(type(of: failure)))")
    }
  }

  private init(_ error: HTTPClientError, configuration: OutboundConfiguration) {
    switch error {
    case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
      self = .timeout(.connecting, milliseconds: TimeAmount(configuration.connectTimeout).milliseconds)
    case .cancelled, .requestStreamCancelled: self = .cancelled
    case .alreadyShutdown: self = .closed
    case .bodyLengthMismatch: self = .requestBody("it is longer or shorter than announced")
    case .remoteConnectionClosed, .uncleanShutdown: self = .disconnected
    default:
      // The cases with a payload compare by it, so they are told by their short name.
      switch error.shortDescription {
      case let text where text.hasPrefix("Invalid header field"):
        self = .invalidRequest("a header holds a character that HTTP cannot carry")
      default: self = .invalidResponse("the HTTP library gave up (\(error.shortDescription))")
      }
    }
  }

  private init(_ error: NIOSSLError, host: String) {
    switch error {
    case .handshakeFailed(.sslError(let stack))
    where stack.contains { $0.description.contains("CERTIFICATE_VERIFY_FAILED") }:
      self = .tls(
        host: host,
        reason: "its certificate is not signed by a trusted authority, or is expired")
    case .unableToValidateCertificate, .noCertificateToValidate:
      self = .tls(host: host, reason: "its certificate cannot be checked")
    case .handshakeFailed:
      self = .tls(host: host, reason: "the TLS handshake failed, as it does where no TLS server listens")
    case .uncleanShutdown: self = .disconnected
    default: self = .tls(host: host, reason: "the TLS protocol failed")
    }
  }

  private static func reason(of error: NIOConnectionError) -> String {
    if let first = error.connectionErrors.first?.error as? IOError { return text(of: first) }
    if error.dnsAError != nil || error.dnsAAAAError != nil {
      return "the name has no address"
    }
    return "no connection came about"
  }

  /// Connecting to an address literal throws this as it is; a reset means that the connection stood.
  private init(_ error: IOError, host: String) {
    self =
      [101, 110, 111, 113].contains(error.errnoCode)
      ? .unreachable(host: host, reason: Self.text(of: error)) : .disconnected
  }

  /// errno(3) of Linux.
  private static func text(of error: IOError) -> String {
    switch error.errnoCode {
    case 101: "the network is unreachable"
    case 110: "the connection timed out"
    case 111: "the connection was refused"
    case 113: "there is no route to it"
    default: "connecting failed with errno \(error.errnoCode)"
    }
  }
}
