internal import Domain
internal import FoundationEssentials

/// One API of the stand-in provider: the secret it demands, and its answers.
struct DemoService: Sendable {
  /// The secret's name in the vault.
  let name: String
  let provider: String
  let kind: String
  let injection: Injection
  /// Made anew at every start.
  let credential: Credential
  let remindAfterDays: Int?
  /// JSON by path. The first one is the harmless call of the secret's test.
  let answers: [(path: String, json: String)]

  init(
    _ name: String, provider: String, kind: String, _ injection: Injection, remindAfterDays: Int? = nil,
    answers: [(path: String, json: String)]
  ) {
    self.name = name
    self.provider = provider
    self.kind = kind
    self.injection = injection
    self.remindAfterDays = remindAfterDays
    self.answers = answers
    credential = Credential(
      fields: injection.fieldNames.map { field in
        Credential.Field(name: field, value: SecretBytes(field == "user" ? "reports" : Self.value()))
      })
  }

  /// What the stand-in demands in the header or query parameter of the injection.
  var expected: String {
    let text = Template(injection.format).parts.map { part in
      switch part {
      case .literal(let literal): literal
      case .field(let name): credential[name]?.text() ?? ""
      }
    }.joined()
    guard injection.kind == .basic else { return text }
    return "Basic " + Data(text.dropFirst("Basic ".count).utf8).base64EncodedString()
  }

  func draft(at origin: Origin) throws -> SecretDraft {
    SecretDraft(
      name: name, provider: provider, kind: kind, binding: try Binding(origins: [origin]), injection: injection,
      remindAfterDays: remindAfterDays, test: answers.first.map { TestRequest(url: "\(origin)\($0.path)") })
  }

  private static func value() -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    return "demo_" + String((0..<32).map { _ in letters[Int.random(in: 0..<letters.count)] })
  }
}
