internal import Domain
internal import TOMLDocuments

/// Reads the `[oauth]` table.
enum OAuthReader {
  static func read(_ section: TOMLSection) throws(TOMLProblem) -> OAuthFacts {
    try section.refuseUnknownKeys(known: [
      "issuer", "announces_issuer", "authorize_url", "token_url", "revoke_url", "revoke", "device_url", "userinfo_url",
      "register_url", "registration_url", "scope", "scope_separator", "answer_scope_separator", "pkce",
      "client_authentication", "refresh", "access_seconds", "loopback", "any_port", "authorize_parameters",
      "token_parameters", "account_field", "userinfo_account_fields", "headers", "invalid_grant_codes",
      "empty_refusal_is_final", "too_soon_statuses", "note", "quirks",
    ])
    var facts = OAuthFacts(
      authorizeURL: try endpoint(section, "authorize_url"), tokenURL: try endpoint(section, "token_url"))
    facts.issuer = try optionalEndpoint(section, "issuer")
    facts.announcesIssuer = try section.optionalBool("announces_issuer") ?? false
    facts.revocation = try RevocationReader.read(section)
    facts.deviceURL = try optionalEndpoint(section, "device_url")
    facts.userinfoURL = try optionalEndpoint(section, "userinfo_url")
    facts.registerURL = try ProviderReader.link(section, "register_url")
    facts.registrationURL = try optionalEndpoint(section, "registration_url")
    facts.scopes = try scopes(section)
    facts.scopeSeparator = try separator(section, "scope_separator") ?? " "
    facts.answerScopeSeparator = try separator(section, "answer_scope_separator") ?? facts.scopeSeparator
    facts.pkce = try word(section, "pkce", ["required", "supported", "none", "unknown"])
    facts.clientAuthentication = try word(section, "client_authentication", ["basic", "none", "body"])
    facts.refresh = try word(section, "refresh", ["rotating", "static", "none", "unknown"])
    facts.accessSeconds = try accessSeconds(section)
    facts.loopback = try section.optionalString("loopback") ?? "unknown"
    facts.takesAnyPort = try section.optionalBool("any_port") ?? false
    facts.authorizeParameters = try parameters(section, "authorize_parameters")
    facts.tokenParameters = try parameters(section, "token_parameters")
    facts.accountField = try section.optionalString("account_field")
    if let fields = try section.optionalStrings("userinfo_account_fields") { facts.userinfoAccountFields = fields }
    facts.headers = try headers(section)
    facts.invalidGrantCodes = try section.optionalStrings("invalid_grant_codes") ?? []
    facts.isEmptyRefusalFinal = try section.optionalBool("empty_refusal_is_final") ?? false
    facts.tooSoonStatuses = try statuses(section, "too_soon_statuses")
    facts.note = try section.optionalString("note") ?? ""
    facts.quirks = try section.optionalStrings("quirks") ?? []
    if facts.announcesIssuer, facts.issuer == nil {
      throw section.problem("announces_issuer", "there is no issuer", mend: "add issuer = \"https://…\"")
    }
    return facts
  }

  static func endpoint(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> String {
    let text = try section.string(key)
    // The revocation address of some providers names the client in braces.
    let sample = text.replacing("{client_id}", with: "x").replacing("{account}", with: "x")
    guard let url = try? CanonicalURL(sample), url.origin.scheme == .https || url.origin.isLoopback,
      sample == text || key == "revoke_url"
    else {
      throw section.problem(key, "\"\(Printable.text(text, limit: 80))\" is no address", mend: "write https://…")
    }
    return text
  }

  private static func optionalEndpoint(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> String? {
    section.has(key) ? try endpoint(section, key) : nil
  }

  /// One of some words; the last is meant when the key is missing.
  static func word(_ section: TOMLSection, _ key: String, _ words: [String]) throws(TOMLProblem) -> String {
    guard let text = try section.optionalString(key) else { return words[words.count - 1] }
    guard words.contains(text) else {
      throw section.problem(
        key, "\"\(Printable.text(text, limit: 40))\" is not known here",
        mend: Nearest.match(text, in: words).map { "did you mean \"\($0)\"?" }
          ?? "write one of: \(words.joined(separator: ", "))")
    }
    return text
  }

  private static func separator(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> String? {
    guard let text = try section.optionalString(key) else { return nil }
    guard text.count == 1, !text.contains(where: \.isLetter) else {
      throw section.problem(key, "a separator is one character", mend: "write \" \" or \",\"")
    }
    return text
  }

  private static func accessSeconds(_ section: TOMLSection) throws(TOMLProblem) -> Int? {
    guard let seconds = try section.optionalInteger("access_seconds") else { return nil }
    guard seconds > 0 else {
      throw section.problem(
        "access_seconds", "access lasts a second or longer", mend: "leave it out if it does not end")
    }
    return seconds
  }

  static func statuses(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> [Int] {
    let statuses = try section.optionalIntegers(key) ?? []
    guard statuses.allSatisfy({ (400..<500).contains($0) }) else {
      throw section.problem(key, "only statuses of a refusal can stand here", mend: "write numbers from 400 to 499")
    }
    return statuses
  }

  private static func scopes(_ section: TOMLSection) throws(TOMLProblem) -> [OAuthFacts.Scope] {
    var scopes: [OAuthFacts.Scope] = []
    for scope in try section.sections("scope") {
      try scope.refuseUnknownKeys(known: ["name", "explanation", "default"])
      scopes.append(
        OAuthFacts.Scope(
          name: try scope.string("name"), explanation: try scope.optionalString("explanation") ?? "",
          isDefault: try scope.optionalBool("default") ?? false))
    }
    return scopes
  }

  /// Parameters of the provider's own, which may not stand in for those of the flow.
  private static func parameters(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> [String: String] {
    let own: Set<String> = [
      "response_type", "response_mode", "client_id", "client_secret", "redirect_uri", "scope", "state",
      "code_challenge", "code_challenge_method", "code_verifier", "grant_type", "code", "refresh_token", "device_code",
    ]
    guard let table = try section.optionalSection(key) else { return [:] }
    if let name = table.keys.first(where: own.contains) {
      throw table.problem(name, "the flow writes \(name) itself", mend: "leave it out")
    }
    return try texts(table)
  }

  private static func headers(_ section: TOMLSection) throws(TOMLProblem) -> [Injection.Header] {
    guard let table = try section.optionalSection("headers") else { return [] }
    let headers = try texts(table).sorted { $0.key < $1.key }.map { Injection.Header(name: $0.key, value: $0.value) }
    for header in headers {
      let template = header.value.replacing("{account}", with: "x")
      guard !template.contains(where: { "{}".contains($0) }) else {
        throw table.problem(header.name, "a header may name {account} only")
      }
      if ["authorization", "cookie"].contains(header.name.lowercased()) {
        throw table.problem(header.name, "the connection writes \(header.name) itself", mend: "leave it out")
      }
    }
    if let problem = Injection.bearer(extraHeaders: headers).problem { throw section.problem("headers", problem) }
    return headers
  }

  static func texts(_ table: TOMLSection) throws(TOMLProblem) -> [String: String] {
    var values: [String: String] = [:]
    for name in table.keys { values[name] = try table.string(name) }
    return values
  }
}
