/// What secrets are called, and what they look like, by common custom.
enum SecretShape {
  static func isSecret(name: String) -> Bool {
    let name = name.uppercased()
    if name.hasPrefix("GATEHOUSE_") { return true }
    if parts.contains(where: { name.contains($0) }) { return true }
    return name.split(separator: "_").contains { word in
      words.contains(String(word)) || endings.contains { word.hasSuffix($0) }
    }
  }

  static func isSecret(value: String) -> Bool {
    if value.contains("PRIVATE KEY-----") || hasPasswordInURL(value) { return true }
    if ["bearer ", "basic ", "authorization:"].contains(where: { value.lowercased().contains($0) }) { return true }
    return value.split(whereSeparator: { " \t\n,;\"'=".contains($0) }).contains { isToken($0) }
  }

  private static let parts = ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY", "COOKIE"]
  private static let words: Set<String> = [
    "KEY", "KEYS", "AUTH", "PASS", "PWD", "CREDS", "PAT", "DSN", "JWT", "SALT", "PIN", "WEBHOOK",
  ]
  private static let endings = ["KEY", "PASS"]

  /// Prefixes that the big providers gave their keys so that they are found.
  private static let prefixes = [
    "sk-", "sk_", "rk_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "xapp-", "AKIA",
    "ASIA",
    "AIza", "ya29.", "npm_", "pypi-", "hf_", "dop_v1_", "shpat_", "SG.", "lin_api_", "alter_", "AGE-SECRET-KEY-",
  ]

  private static func isToken(_ word: Substring) -> Bool {
    guard word.utf8.count >= 20 else { return false }
    if prefixes.contains(where: { word.hasPrefix($0) }) { return true }
    // A JSON Web Token (RFC 7519): `{"` in base64 begins so.
    return word.hasPrefix("eyJ") && word.split(separator: ".", omittingEmptySubsequences: false).count == 3
  }

  /// `scheme://user:password@host` (RFC 3986, 3.2.1).
  private static func hasPasswordInURL(_ value: String) -> Bool {
    value.split(separator: "://", omittingEmptySubsequences: false).dropFirst().contains { rest in
      let authority = rest.prefix { !"/?# \t\n".contains($0) }
      guard let at = authority.lastIndex(of: "@") else { return false }
      return authority[..<at].contains(":")
    }
  }
}
