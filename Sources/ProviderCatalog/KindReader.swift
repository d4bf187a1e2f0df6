internal import Domain
internal import TOMLDocuments

/// Reads `[[credential]]` and `[[recognise]]`.
struct KindReader {
  let provider: String
  /// The provider's own.
  let origins: [Origin]
  let isBuiltIn: Bool

  func managed(_ section: TOMLSection) throws(TOMLProblem) -> ManagedKind {
    try section.refuseUnknownKeys(known: [
      "kind", "suffix", "origins", "sent", "cannot_be_sent", "pattern", "strength", "checksum", "masks", "test",
      "expiry", "remind_days", "create_url", "rotation", "note", "warning",
    ])
    let own = try section.optionalStrings("origins").map { texts throws(TOMLProblem) in
      try ProviderReader.origins(section, "origins", texts)
    }
    // The first one only: a credential is bound no wider than somebody asked for.
    let bound = own ?? Array(origins.prefix(1))
    let pattern = try pattern(section, "pattern")
    let strength = try strength(section) ?? .weak
    if strength == .strong { try requireDistinctive(pattern, section) }
    let cannotBeSent = try section.optionalString("cannot_be_sent")
    let injection =
      cannotBeSent == nil ? try InjectionReader.read(try section.section("sent"), below: section) : nil
    return ManagedKind(
      kind: try kind(section), nameSuffix: try suffix(section), origins: bound, injection: injection,
      cannotBeSent: cannotBeSent, test: try test(section, within: bound),
      expiry: try section.optionalString("expiry") ?? "", remindAfterDays: try reminder(section),
      createURL: try ProviderReader.link(section, "create_url") ?? "",
      rotation: try section.optionalString("rotation") ?? "", note: try section.optionalString("note") ?? "",
      warning: try section.optionalString("warning") ?? "", pattern: pattern, strength: strength,
      checksum: try checksum(section), pathPattern: try self.pattern(section, "masks"))
  }

  func recognisedOnly(_ section: TOMLSection) throws(TOMLProblem) -> RecognisedOnly {
    try section.refuseUnknownKeys(known: ["kind", "pattern", "strength", "checksum", "action", "why"])
    _ = try section.string("pattern")
    guard let pattern = try pattern(section, "pattern") else { preconditionFailure("the pattern was there") }
    let strength = try strength(section) ?? .strong
    if strength == .strong { try requireDistinctive(pattern, section) }
    let action = try section.string("action")
    guard let action = RecognisedOnly.Action(rawValue: action) else {
      throw section.problem("action", "\"\(action)\" is no action", mend: "write \"warn\" or \"refuse\"")
    }
    return RecognisedOnly(
      kind: try kind(section), action: action, why: try section.string("why"), pattern: pattern, strength: strength,
      checksum: try checksum(section))
  }

  private func kind(_ section: TOMLSection) throws(TOMLProblem) -> String {
    let kind = try section.string("kind")
    guard !kind.isEmpty, kind.count <= 60, Printable.text(kind) == kind else {
      throw section.problem("kind", "the kind must be 1 to 60 visible characters")
    }
    return kind
  }

  private func suffix(_ section: TOMLSection) throws(TOMLProblem) -> String {
    let suffix = try section.optionalString("suffix") ?? ""
    guard suffix.isEmpty || Name.isValid(suffix) && suffix.utf8.count <= 24 else {
      throw section.problem("suffix", "the suffix is no part of a name", mend: Name.rule)
    }
    return suffix
  }

  private func pattern(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> CredentialPattern? {
    guard let text = try section.optionalString(key) else { return nil }
    do { return try CredentialPattern(text) } catch {
      throw section.problem(key, "character \(error.position + 1) of the pattern: \(error.what)")
    }
  }

  private func strength(_ section: TOMLSection) throws(TOMLProblem) -> ManagedKind.Strength? {
    guard let text = try section.optionalString("strength") else { return nil }
    guard let strength = ManagedKind.Strength(rawValue: text) else {
      throw section.problem("strength", "\"\(text)\" is no strength", mend: "write \"strong\" or \"weak\"")
    }
    return strength
  }

  /// A pattern of the user's own that fits everything would claim every paste.
  private func requireDistinctive(_ pattern: CredentialPattern?, _ section: TOMLSection) throws(TOMLProblem) {
    guard let pattern else {
      throw section.problem("strength", "a strong kind needs a pattern", mend: "add pattern = \"…\"")
    }
    guard isBuiltIn || pattern.prefix.count >= 3 && pattern.minimumLength >= 12 else {
      throw section.problem(
        "pattern", "a strong pattern begins with three fixed characters and matches at least 12",
        mend: "make it more exact, or write strength = \"weak\"")
    }
  }

  private func checksum(_ section: TOMLSection) throws(TOMLProblem) -> Checksum? {
    guard let text = try section.optionalString("checksum") else { return nil }
    guard let checksum = Checksum(rawValue: text) else {
      throw section.problem(
        "checksum", "\"\(Printable.text(text, limit: 40))\" is no checksum",
        mend: "known: \(Checksum.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return checksum
  }

  private func reminder(_ section: TOMLSection) throws(TOMLProblem) -> Int? {
    let days = try section.optionalInteger("remind_days") ?? 90
    guard (0...3650).contains(days) else {
      throw section.problem("remind_days", "\(days) days is no reminder", mend: "write 1 to 3650, or 0 for none")
    }
    return days == 0 ? nil : days
  }

  private func test(_ section: TOMLSection, within origins: [Origin]) throws(TOMLProblem) -> TestRequest? {
    guard let test = try section.optionalSection("test") else { return nil }
    try test.refuseUnknownKeys(known: ["url", "method", "status", "contains"])
    let text = try test.string("url")
    let url: CanonicalURL
    do { url = try CanonicalURL(text) } catch { throw test.problem("url", error.description) }
    guard origins.contains(url.origin) else {
      throw test.problem(
        "url", "the test goes to \(url.origin), where the credential may not be sent",
        mend: "use \(origins.map(\.description).joined(separator: " or "))")
    }
    let method = try test.optionalString("method") ?? "GET"
    guard ["GET", "HEAD"].contains(method) else {
      throw test.problem("method", "a test must not change anything", mend: "write GET or HEAD")
    }
    let status = try test.optionalInteger("status") ?? 200
    guard (100...599).contains(status) else { throw test.problem("status", "\(status) is no status") }
    return TestRequest(
      method: method, url: url.description, validStatus: status, validBodyContains: try test.optionalString("contains"))
  }
}
