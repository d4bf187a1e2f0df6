internal import ProviderCatalog

/// A part of the broker that answers whole requests. It gets what the browser defence has let pass, with a body of at most
/// 1 MiB, or 64 KiB where it is for browsers; its task is cancelled when the client goes away.
public protocol BrokerRoute: Sendable {
  /// The paths that are its own begin so: `/sdk/`.
  var prefix: String { get }
  /// The methods that it knows; any other is answered with 405.
  var methods: Set<String> { get }
  /// Whether a request with a body, and every POST, PUT and PATCH, must say `Content-Type: application/json`, which no form
  /// of a page can send (Fetch Standard, section 2.2.2).
  var takesJSONOnly: Bool { get }
  /// Programs, where nothing else is said.
  var audience: RouteAudience { get }

  func answer(_ request: BrokerRequest) async -> BrokerResponse

  /// A path of its own as the line of `gatehouse serve` may show it.
  func shown(_ path: String) -> String

  /// Ends what goes on behind its answers, and waits until that is recorded: the broker is about to end.
  func stop() async
}

extension BrokerRoute {
  public var audience: RouteAudience { .programs }

  public func shown(_ path: String) -> String { CredentialMask.path(path) }

  public func stop() async {}
}
