internal import Domain
internal import FoundationEssentials

/// A rule that a program puts upon one request of its own, to deny what it does not mean to do.
///
/// Read is what can be evaluated here: `{"rule_type":"json_match","rule_body":{"when":{"method":…,"host":…,"path":…},
/// "effect":"deny"}}`, each a text or a list of texts, a path with `*` and `**`. Anything else is refused, since a rule that
/// is ignored would let pass what it was to stop.
struct OneOffRule: Sendable {
  private let rules: [Rule]

  init(header: String) throws(SDKRefusal) {
    let padded = header.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - padded.utf8.count % 4) % 4)
    guard header.utf8.count <= 4096, !header.contains("="), let data = Data(base64Encoded: padded + padding),
      case .object(let members) = JSONValue(Array(data))
    else { throw Self.unusable("it is no base64url of a JSON object") }
    let fields = JSONFields(members)
    guard fields.value("rule_type") == .string("json_match") else {
      throw Self.unusable("only the rule type json_match can be evaluated here")
    }
    guard Set(fields.names) == ["rule_type", "rule_body"], let body = try fields.object("rule_body"),
      Set(body.names) == ["when", "effect"], body.value("effect") == .string("deny"), let when = try body.object("when")
    else { throw Self.unusable("its body must be when and the effect deny") }
    guard Set(when.names).isSubset(of: ["method", "host", "path"]) else {
      throw Self.unusable("only method, host and path can be looked at")
    }
    let methods = try Self.texts("method", in: when)
    let hosts = try Self.texts("host", in: when)
    let paths = try Self.texts("path", in: when)
    var rules: [Rule] = []
    for host in hosts ?? [nil] {
      for path in paths ?? [nil] {
        let rule = Rule(effect: .deny, methods: (methods ?? []).compactMap { $0?.uppercased() }, host: host, path: path)
        if let problem = rule.problem { throw Self.unusable(problem) }
        rules.append(rule)
      }
    }
    self.rules = rules
  }

  func denies(method: String, url: CanonicalURL) -> Bool { rules.contains { $0.matches(method: method, url: url) } }

  /// nil when nothing is said; an empty list would match nothing, which nobody means.
  private static func texts(_ name: String, in fields: JSONFields) throws(SDKRefusal) -> [String?]? {
    switch fields.any(name) {
    case nil: return nil
    case .string(let text) where !text.isEmpty: return [text]
    case .array(let elements) where !elements.isEmpty && elements.count <= 16:
      var texts: [String?] = []
      for element in elements {
        guard case .string(let text) = element, !text.isEmpty else { throw unusable("\(name) must be texts") }
        texts.append(text)
      }
      return texts
    default: throw unusable("\(name) must be a text or up to 16 of them")
    }
  }

  private static func unusable(_ why: String) -> SDKRefusal {
    SDKRefusal(400, "invalid_request_rule", "the rule in X-Alter-Request-Rule cannot be evaluated: \(why)")
  }
}
