internal import Domain

/// How a caller wants a grant of its own narrowed, read from `grant_policy`. What cannot be kept is refused: a limit that is
/// stored and not kept would be worse than none.
struct GrantPolicyRequest: Sendable {
  var methods: [String] = []
  var paths: [String] = []
  var expiresAt: Timestamp?

  init(_ fields: JSONFields?, now: Timestamp) throws(SDKRefusal) {
    guard let fields else { return }
    let known: Set = [
      "restrictions", "expires_at", "max_ttl_seconds", "default_ttl_seconds", "created_by", "created_at",
      "requires_approval",
    ]
    if let odd = fields.names.first(where: { !known.contains($0) && fields.value($0) != nil }) {
      throw Self.invalid("\(Printable.text(odd, limit: 40)) cannot be kept by a vault on one machine")
    }
    guard try fields.flag("requires_approval") != true else {
      throw Self.invalid("who approves what is said by policies; write one with: gatehouse policy add")
    }
    let most = try fields.integer("max_ttl_seconds", in: 1...315_360_000)
    let usual = try fields.integer("default_ttl_seconds", in: 1...315_360_000)
    let ends = [
      try fields.time("expires_at"), most.map { now.adding(seconds: $0) }, usual.map { now.adding(seconds: $0) },
    ]
    expiresAt = ends.compactMap { $0 }.min()
    if let expiresAt, expiresAt <= now { throw Self.invalid("expires_at is over already") }
    guard let restrictions = try fields.object("restrictions") else { return }
    if let odd = restrictions.names.first(where: { !["allowed_methods", "allowed_endpoints"].contains($0) }) {
      throw Self.invalid("the restriction \(Printable.text(odd, limit: 40)) cannot be kept here")
    }
    methods = try restrictions.texts("allowed_methods")?.map { $0.uppercased() } ?? []
    paths = try restrictions.texts("allowed_endpoints") ?? []
    guard restrictions.value("allowed_methods") == nil || !methods.isEmpty,
      restrictions.value("allowed_endpoints") == nil || !paths.isEmpty
    else { throw Self.invalid("an empty list would allow nothing") }
    for path in paths.isEmpty ? [nil] : paths.map(Optional.some) {
      if let problem = Rule(effect: .allow, methods: methods, path: path).problem { throw Self.invalid(problem) }
    }
  }

  static func invalid(_ why: String) -> SDKRefusal { SDKRefusal(422, "invalid_grant_policy", why) }
}
