internal import ProviderCatalog

/// What is served at a path.
enum Face: Sendable {
  /// `/healthz`: that the broker is there; wants no key and tells nothing else.
  case health
  /// `/g/GRANT/…`: calls passed on with the grant's credential.
  case baseURL
  case route(any BrokerRoute)
  case none

  /// The methods that the base-URL face passes on; what needs another goes through `gatehouse request`.
  static let passedOn: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

  var methods: Set<String> {
    switch self {
    case .health: ["GET", "HEAD"]
    case .baseURL, .none: Self.passedOn
    case .route(let route): route.methods
    }
  }

  /// Nothing but a route is for browsers.
  var audience: RouteAudience { if case .route(let route) = self { route.audience } else { .programs } }

  /// A path of its own as the line of `gatehouse serve` may show it.
  func shown(_ path: Substring) -> String {
    if case .route(let route) = self { route.shown(String(path)) } else { CredentialMask.path(String(path)) }
  }

  var takesJSONOnly: Bool { if case .route(let route) = self { route.takesJSONOnly } else { false } }
}
