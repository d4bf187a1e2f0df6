internal import Domain

/// Why a call did not get its whole answer. No text holds a URL's path or query, a header or a body: any of them may
/// carry the credential.
public enum OutboundError: Error, Hashable, CustomStringConvertible {
  /// The host leads to an address of the wrong kind; nothing of the request was sent.
  case blockedAddress(host: String, kind: AddressKind, destination: OutboundRequest.Destination)
  /// The HTTP library would read another scheme, host, port or path out of the URL; nothing was sent.
  case urlMismatch(host: String)
  /// `http` to a public host; nothing was sent.
  case unencrypted(host: String)
  /// A method or header that HTTP cannot carry; nothing was sent.
  case invalidRequest(String)
  /// No connection: name resolution, refusal, no route.
  case unreachable(host: String, reason: String)
  /// The TLS handshake failed: certificate, host name, or protocol.
  case tls(host: String, reason: String)
  /// The longest wait, in milliseconds, was exceeded.
  case timeout(TimeoutPhase, milliseconds: Int64)
  /// The answer is larger than a limit of the configuration.
  case tooLarge(Part, limit: Int64)
  /// The provider closed the connection before the answer was whole.
  case disconnected
  /// The provider's answer is no valid HTTP.
  case invalidResponse(String)
  /// The caller's own body failed, or was longer or shorter than announced.
  case requestBody(String)
  /// The caller stopped waiting or reading.
  case cancelled
  /// A file of `extra_ca` cannot be used.
  case extraCA(path: String, reason: String)
  /// The client was shut down.
  case closed

  public enum TimeoutPhase: String, Sendable, Hashable { case connecting, answer, total }
  public enum Part: String, Sendable, Hashable { case headers, body }

  /// What happened and what to do.
  public var description: String { "\(reason); \(remedy)" }

  /// What happened, and to which thing.
  public var reason: String {
    switch self {
    case .blockedAddress(let host, let kind, .public):
      "\(host) leads to \(kind.phrase), which no credential for a public API is sent to"
    case .blockedAddress(let host, let kind, .local):
      "\(host) leads to \(kind.phrase), not to this machine or a private network"
    case .urlMismatch(let host): "the URL on \(host) can be read in two ways"
    case .unencrypted(let host): "\(host) is not on this machine, so it is called by https only"
    case .invalidRequest(let reason): reason
    case .unreachable(let host, let reason): "\(host) cannot be reached: \(reason)"
    case .tls(let host, let reason): "no secure connection to \(host): \(reason)"
    case .timeout(.connecting, let milliseconds):
      "no connection within \(Printable.duration(milliseconds: milliseconds))"
    case .timeout(.answer, let milliseconds):
      "the provider sent nothing for \(Printable.duration(milliseconds: milliseconds))"
    case .timeout(.total, let milliseconds):
      "the call took longer than \(Printable.duration(milliseconds: milliseconds)) and was ended"
    case .tooLarge(let part, let limit):
      "the answer's \(part.rawValue) \(part == .body ? "is" : "are") larger than \(Printable.count(limit)) bytes"
    case .disconnected: "the provider closed the connection before its answer was whole"
    case .invalidResponse(let reason): "the provider's answer is no valid HTTP: \(reason)"
    case .requestBody(let reason): "the request's body could not be sent: \(reason)"
    case .cancelled: "the call was cancelled"
    case .extraCA(let path, let reason): "\(Printable.text(path, limit: 200)): \(reason)"
    case .closed: "the vault is closed"
    }
  }

  /// What to do.
  public var remedy: String {
    switch self {
    case .blockedAddress(_, _, .public): "check the host, or bind the grant to localhost for a server on this machine"
    case .blockedAddress(_, _, .local), .unencrypted: "bind the grant to the public https host"
    case .urlMismatch: "write it in its plain form"
    case .invalidRequest: "mend the request; nothing was sent"
    case .unreachable: "check the host's name, the network, and that the server is running"
    case .tls: "check the host and port; a private authority's file goes into extra_ca of config.toml"
    case .timeout(.connecting, _): "check the network and try again"
    case .timeout, .disconnected, .cancelled: "try again; what became of the call at the provider is not known"
    case .tooLarge, .invalidResponse: "check that the URL is one of the provider's API"
    case .requestBody: "check the data it is read from"
    case .extraCA: "extra_ca names files with certificates in PEM form"
    case .closed: "open it again"
    }
  }
}
