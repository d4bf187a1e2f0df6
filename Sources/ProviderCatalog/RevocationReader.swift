internal import Domain
internal import TOMLDocuments

/// Reads `revoke_url`, and in `revoke` what is not as RFC 7009 has it:
/// `revoke = { method = "DELETE", authentication = "basic", format = "json", parameters = { … }, gone_statuses = [404] }`.
enum RevocationReader {
  /// - Parameter section: the `[oauth]` table.
  static func read(_ section: TOMLSection) throws(TOMLProblem) -> OAuthFacts.Revocation? {
    guard section.has("revoke_url") else {
      guard !section.has("revoke") else {
        throw section.problem("revoke", "there is no revoke_url", mend: "add revoke_url = \"https://…\"")
      }
      return nil
    }
    var revocation = OAuthFacts.Revocation(url: try OAuthReader.endpoint(section, "revoke_url"))
    guard let own = try section.optionalSection("revoke") else { return revocation }
    try own.refuseUnknownKeys(known: ["method", "authentication", "format", "parameters", "gone_statuses"])
    revocation.method = try OAuthReader.word(own, "method", ["DELETE", "POST"])
    if own.has("authentication") {
      let names = OAuthFacts.Revocation.Authentication.allCases.map(\.rawValue)
      revocation.authentication = .init(rawValue: try OAuthReader.word(own, "authentication", names)) ?? .client
    }
    revocation.isJSON = try OAuthReader.word(own, "format", ["json", "form"]) == "json"
    if let table = try own.optionalSection("parameters") { revocation.parameters = try parameters(table) }
    revocation.goneStatuses = try OAuthReader.statuses(own, "gone_statuses")
    return revocation
  }

  /// Each value is one of the placeholders, or text that is sent as it stands.
  private static func parameters(_ table: TOMLSection) throws(TOMLProblem) -> [String: String] {
    let known = ["{token}", "{access_token}", "{client_id}", "{account}"]
    let values = try OAuthReader.texts(table)
    for name in table.keys {
      guard let value = values[name], value.contains(where: { "{}".contains($0) }), !known.contains(value) else {
        continue
      }
      throw table.problem(
        name, "\"\(Printable.text(value, limit: 40))\" is no placeholder",
        mend: Nearest.match(value, in: known).map { "did you mean \"\($0)\"?" }
          ?? "write one of: \(known.joined(separator: ", "))")
    }
    return values
  }
}
