public import Domain

/// Writes a provider as the TOML text that ``Catalog/read(_:file:)`` reads, for a server that described itself.
public enum ProviderFile {
  /// - Parameter origins: where its API is; when empty the reader of the file is told to write them in.
  public static func text(id: String, name: String, origins: [Origin], oauth facts: OAuthFacts) -> String {
    let list = origins.map { quoted($0.description) }.joined(separator: ", ")
    let advice = origins.isEmpty ? " # write in where its API is, such as \"https://api.example.com\"" : ""
    let lines =
      [
        "id = \(quoted(id))", "name = \(quoted(name))", "origins = [\(list)]\(advice)", "", "[oauth]",
        "authorize_url = \(quoted(facts.authorizeURL))", "token_url = \(quoted(facts.tokenURL))",
      ] + addresses(facts) + answers(facts) + differences(facts) + facts.scopes.flatMap(scope)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func addresses(_ facts: OAuthFacts) -> [String] {
    [
      line("issuer", facts.issuer), flag("announces_issuer", facts.announcesIssuer),
      line("revoke_url", facts.revocation?.url), facts.revocation.flatMap(revoke),
      line("device_url", facts.deviceURL), line("userinfo_url", facts.userinfoURL),
      line("register_url", facts.registerURL), line("registration_url", facts.registrationURL),
    ].compactMap { $0 }
  }

  private static func answers(_ facts: OAuthFacts) -> [String] {
    [
      line("pkce", facts.pkce), line("client_authentication", facts.clientAuthentication),
      line("refresh", facts.refresh), facts.accessSeconds.map { "access_seconds = \($0)" },
      line("loopback", facts.loopback), flag("any_port", facts.takesAnyPort),
      facts.scopeSeparator == " " ? nil : line("scope_separator", facts.scopeSeparator),
      facts.answerScopeSeparator == facts.scopeSeparator
        ? nil : line("answer_scope_separator", facts.answerScopeSeparator),
    ].compactMap { $0 }
  }

  private static func differences(_ facts: OAuthFacts) -> [String] {
    let usual = OAuthFacts(authorizeURL: "", tokenURL: "").userinfoAccountFields
    let headers = Dictionary(facts.headers.map { ($0.name, $0.value) }) { $1 }
    return [
      table("authorize_parameters", facts.authorizeParameters), table("token_parameters", facts.tokenParameters),
      line("account_field", facts.accountField),
      facts.userinfoAccountFields == usual ? nil : list("userinfo_account_fields", facts.userinfoAccountFields),
      table("headers", headers), list("invalid_grant_codes", facts.invalidGrantCodes),
      flag("empty_refusal_is_final", facts.isEmptyRefusalFinal), numbers("too_soon_statuses", facts.tooSoonStatuses),
      facts.note.isEmpty ? nil : line("note", facts.note), list("quirks", facts.quirks),
    ].compactMap { $0 }
  }

  /// What of the revocation is not as RFC 7009 has it; nil when all is.
  private static func revoke(_ revocation: OAuthFacts.Revocation) -> String? {
    let usual = OAuthFacts.Revocation(url: revocation.url)
    guard revocation != usual else { return nil }
    let members = [
      line("method", revocation.method), line("authentication", revocation.authentication.rawValue),
      line("format", revocation.isJSON ? "json" : "form"),
      revocation.parameters == usual.parameters ? nil : inline("parameters", revocation.parameters),
      numbers("gone_statuses", revocation.goneStatuses),
    ].compactMap { $0 }
    return "revoke = { \(members.joined(separator: ", ")) }"
  }

  private static func scope(_ scope: OAuthFacts.Scope) -> [String] {
    ["", "[[oauth.scope]]", "name = \(quoted(scope.name))"]
      + (scope.explanation.isEmpty ? [] : ["explanation = \(quoted(scope.explanation))"])
      + (scope.isDefault ? ["default = true"] : [])
  }

  private static func line(_ key: String, _ value: String?) -> String? { value.map { "\(key) = \(quoted($0))" } }

  private static func flag(_ key: String, _ isOn: Bool) -> String? { isOn ? "\(key) = true" : nil }

  private static func list(_ key: String, _ values: [String]) -> String? {
    values.isEmpty ? nil : "\(key) = [\(values.map(quoted).joined(separator: ", "))]"
  }

  private static func numbers(_ key: String, _ values: [Int]) -> String? {
    values.isEmpty ? nil : "\(key) = [\(values.map(String.init).joined(separator: ", "))]"
  }

  private static func table(_ key: String, _ values: [String: String]) -> String? {
    values.isEmpty ? nil : inline(key, values)
  }

  private static func inline(_ key: String, _ values: [String: String]) -> String {
    guard !values.isEmpty else { return "\(key) = {}" }
    let members = values.sorted { $0.key < $1.key }.map { "\(quoted($0.key)) = \(quoted($0.value))" }
    return "\(key) = { \(members.joined(separator: ", ")) }"
  }

  /// A basic string (TOML 1.0), in which nothing has to be taken on trust.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      default:
        if scalar.properties.generalCategory == .control {
          let digits = String(scalar.value, radix: 16)
          quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }
}
