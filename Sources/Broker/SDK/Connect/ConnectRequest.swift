internal import Domain

/// What a program asks for when an end user is to connect, read from the fields of a connect session. What cannot be kept is
/// refused: a limit that is stored and not kept would be worse than none.
struct ConnectRequest: Sendable {
  var wish: ConnectWish
  /// As the program names them; whether they are its own is for the vault to say.
  let agent: String?
  let repairs: String?

  init(_ kind: ConnectWish.Kind, providers: [String], _ fields: JSONFields) throws(SDKRefusal) {
    for provider in providers where !Name.isValid(provider) {
      throw .unusable("\(Printable.text(provider, limit: 40)) is no provider's id")
    }
    wish = ConnectWish(kind, providers: providers, user: try Self.user(fields))
    let agent = try fields.text("agent", limit: 100)
    let delegated = try fields.text("delegated_agent_id", limit: 100)
    self.agent = agent ?? delegated
    repairs = try fields.text("repair_grant_id", limit: 100)
    wish.isDelegable = try fields.flag("delegable") ?? false
    wish.allowedOrigin = try fields.text("allowed_origin", limit: 2048)
    wish.returnURL = try fields.text("return_url", limit: 2048)
    if let scopes = try fields.texts("scope_constraint"), !scopes.isEmpty {
      throw SDKRefusal(
        422, "invalid_scope_constraint", "what a credential may do at its provider cannot be narrowed here",
        [("hint", .string("ask for fewer scopes with required_scopes, or narrow the grant by methods and paths"))])
    }
    guard try fields.flag("allow_user_policy_rules") ?? true else {
      throw .unusable("an end user can always narrow what they connected; leave allow_user_policy_rules out")
    }
    try readScopes(fields)
    try readGrant(fields)
    try readPolicy(fields)
  }

  /// The application's word for the user. A signed token is not believed, since nobody here can check it.
  private static func user(_ fields: JSONFields) throws(SDKRefusal) -> String? {
    guard let text = try fields.text("user_token", limit: 65_536) else { return nil }
    let name = text.hasPrefix("user:") ? String(text.dropFirst("user:".count)) : text
    let isSigned = name.hasPrefix("eyJ") && name.count(where: { $0 == "." }) == 2
    guard Name.isValid(name), !isSigned else {
      throw .unusable(
        "user_token must be the application's own id of the user, such as mia or user:mia, of \(Name.rule); "
          + "a signed token cannot be checked by a vault on one machine")
    }
    return name
  }

  private mutating func readScopes(_ fields: JSONFields) throws(SDKRefusal) {
    guard let scopes = try fields.object("required_scopes") else { return }
    for provider in scopes.names { wish.scopes[provider] = try scopes.texts(provider, limit: 100) }
  }

  private mutating func readGrant(_ fields: JSONFields) throws(SDKRefusal) {
    guard let wanted = try fields.object("requested_grant") else { return }
    wish.label = try wanted.text("label", limit: 200) ?? ""
    // Read as for any narrower grant.
    let restrictions = try wanted.object("restrictions")
    let narrowed = try GrantPolicyRequest(
      restrictions.map { JSONFields([JSONValue.Member(name: "restrictions", value: $0.json)]) }, now: .now())
    (wish.methods, wish.paths) = (narrowed.methods, narrowed.paths)
  }

  private mutating func readPolicy(_ fields: JSONFields) throws(SDKRefusal) {
    let seconds: ClosedRange<Int64> = 1...315_360_000
    if let policy = try fields.object("grant_policy") {
      let known: Set = ["max_ttl_seconds", "default_ttl_seconds", "expires_at"]
      if let odd = policy.names.first(where: { !known.contains($0) && policy.value($0) != nil }) {
        throw GrantPolicyRequest.invalid("\(Printable.text(odd, limit: 40)) cannot be kept by a vault on one machine")
      }
      wish.longestLifetime = try policy.integer("max_ttl_seconds", in: seconds)
      wish.lifetime = try policy.integer("default_ttl_seconds", in: seconds)
      wish.latestEnd = try policy.time("expires_at")
    }
    if let asked = try fields.integer("requested_ttl_seconds", in: seconds) {
      wish.lifetime = min(asked, wish.lifetime ?? asked)
    }
  }
}
