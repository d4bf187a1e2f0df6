internal import Domain

/// Which grants an agent gets, from the scopes in which the SDK says it: `{"github": ["repo"], "managed_secret_slugs":
/// ["stripe-live"]}`. A provider's own scopes cannot be kept apart here, so that its name alone counts; an agent without any
/// has what is handed on to it.
enum AgentScopes {
  static func reach(_ scopes: JSONValue, among grants: [CallerGrant]) throws(SDKRefusal) -> Caller.Reach {
    guard case .object(let members) = scopes else { throw .unusable("scopes must be an object") }
    var ids: Set<Identifier> = []
    for member in members {
      guard case .array(let elements) = member.value else {
        throw .unusable("scopes of \(Printable.text(member.name, limit: 40)) must be a list")
      }
      var names: [String] = []
      for element in elements {
        guard case .string(let name) = element else { throw .unusable("a scope must be a text") }
        names.append(name)
      }
      let fitting = grants.filter { grant in
        guard grant.issued == nil else { return false }
        return member.name == "managed_secret_slugs"
          ? grant.source.secret.map { names.contains($0.name) } ?? false : grant.source.provider == member.name
      }
      ids.formUnion(fitting.map(\.id))
    }
    return .only(ids)
  }
}
