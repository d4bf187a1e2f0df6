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

  var takesJSONOnly: Bool { if case .route(let route) = self { route.takesJSONOnly } else { false } }
}
