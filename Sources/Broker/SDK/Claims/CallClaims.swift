internal import Domain

/// What the SDK says about one request in its headers: who acts, in which run, and what narrows the request. None of it
/// widens anything, and what cannot be evaluated is refused.
struct CallClaims: Sendable {
  enum CallerType: String, Sendable { case agent, service }

  /// The name a program gave, or the id of an agent.
  var caller: String?
  var callerType: CallerType?
  var notes: [(name: String, value: String)] = []
  /// The request counts as if the key had only these rights.
  var onlyRights: Set<CallerRight>?
  var rule: OneOffRule?

  init(_ request: SDKRequest) throws(SDKRefusal) {
    if let caller = try request.header("X-Alter-Caller"), !caller.isEmpty {
      guard caller.utf8.count <= 255, caller.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
        throw .badRequest("X-Alter-Caller must be printable ASCII of up to 255 characters")
      }
      self.caller = caller
    }
    if let type = try request.header("X-Alter-Caller-Type"), !type.isEmpty {
      guard let type = CallerType(rawValue: type) else {
        throw .badRequest("X-Alter-Caller-Type must be agent or service")
      }
      callerType = type
    }
    if let context = try request.header("X-Alter-Context"), !context.isEmpty { notes = try Self.notes(context) }
    if let scopes = try request.header("X-Alter-Scope-Constraints"), !scopes.isEmpty {
      // A scope that is not known here cannot give anything, so it narrows to nothing.
      onlyRights = Set(scopes.split(separator: ",").compactMap { CallerRight(rawValue: String($0)) })
    }
    if let rule = try request.header("X-Alter-Request-Rule") { self.rule = try OneOffRule(header: rule) }
  }

  private static func notes(_ text: String) throws(SDKRefusal) -> [(name: String, value: String)] {
    guard text.utf8.count <= 4096, case .object(let members) = JSONValue(Array(text.utf8)), members.count <= 20 else {
      throw .badRequest("X-Alter-Context must be a JSON object of up to 20 texts and 4096 characters")
    }
    var notes: [(name: String, value: String)] = []
    for member in members {
      guard (1...64).contains(member.name.count), case .string(let value) = member.value, value.count <= 512 else {
        throw .badRequest("a member of X-Alter-Context must be a text of up to 512 characters, its name of up to 64")
      }
      notes.append((member.name, value))
    }
    return notes
  }
}
