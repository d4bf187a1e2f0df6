internal import Domain

/// What the SDK keeps with an agent and the vault does not read, as one JSON object: the program's own metadata, the scopes
/// it was given in the SDK's words, and by which request it was made.
struct AgentNotes: Sendable {
  var type = "agent"
  var metadata: JSONValue = .object([])
  var scopes: JSONValue = .object([])
  var policy: JSONValue = .object([])
  /// The idempotency key of the request that made it, and a hash of that request.
  var madeBy: (key: String, body: String)?

  init() {}

  init(_ text: String) {
    guard case .object(let members) = JSONValue(Array(text.utf8)) else { return }
    let fields = JSONFields(members)
    func object(_ name: String) -> JSONValue {
      if case .object? = fields.value(name) { fields.value(name) ?? .object([]) } else { .object([]) }
    }
    if case .string(let type) = fields.value("type") { self.type = type }
    metadata = object("metadata")
    scopes = object("scopes")
    policy = object("policy")
    if case .string(let key) = fields.value("made_by"), case .string(let body) = fields.value("made_of") {
      madeBy = (key, body)
    }
  }

  var text: String {
    String(
      decoding: JSONValue.fields([
        ("type", .string(type)), ("metadata", metadata), ("scopes", scopes), ("policy", policy),
        ("made_by", madeBy.map { .string($0.key) }), ("made_of", madeBy.map { .string($0.body) }),
      ]).bytes, as: UTF8.self)
  }
}
