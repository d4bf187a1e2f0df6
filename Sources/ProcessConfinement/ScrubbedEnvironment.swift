/// An environment without what looks like a secret, for a program that has better ways to make its calls.
///
/// What is removed: `GATEHOUSE_…`; names of which a word is TOKEN, SECRET, KEY, PASSWORD, CREDENTIALS, AUTH and the like;
/// values that are, or hold, a credential of known form, a password in a URL, or a private key. That takes
/// `SSH_AUTH_SOCK` too, since the agent behind it signs for whoever asks. A secret under a harmless name and without a
/// form of its own is not found.
public struct ScrubbedEnvironment: Hashable, Sendable {
  public let variables: [String: String]
  /// Names only, in their order.
  public let removed: [String]

  /// - Parameters:
  ///   - keeping: names that stay whatever they look like.
  ///   - isCredential: whether a value is, or holds, a credential.
  public init(
    _ environment: [String: String], keeping: Set<String> = [], isCredential: (String) -> Bool = { _ in false }
  ) {
    var variables: [String: String] = [:]
    var removed: [String] = []
    // Git's own numbered settings stand or fall together: with one missing it does nothing at all.
    let git = environment.filter { $0.key.hasPrefix("GIT_CONFIG_") }
    let isGitSecret = git.contains { SecretShape.isSecret(value: $0.value) || isCredential($0.value) }
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
      let isSecret =
        if keeping.contains(name) || Self.harmless.contains(name) {
          false
        } else if git[name] != nil {
          isGitSecret
        } else {
          SecretShape.isSecret(name: name) || SecretShape.isSecret(value: value) || isCredential(value)
        }
      if isSecret { removed.append(name) } else { variables[name] = value }
    }
    self.variables = variables
    self.removed = removed
  }

  /// Without these nothing runs, and none of them is a secret.
  private static let harmless: Set<String> = [
    "PATH", "HOME", "TERM", "LANG", "USER", "LOGNAME", "SHELL", "PWD", "OLDPWD", "TMPDIR", "TZ", "COLORTERM",
  ]
}
