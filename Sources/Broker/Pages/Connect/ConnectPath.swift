internal import Domain

/// What a path under `/connect/` names.
struct ConnectPath {
  enum Part: Hashable {
    /// `/connect/TOKEN`
    case page
    /// `/connect/TOKEN/return/ATTEMPT`: where the browser comes back to from a provider.
    case back(Identifier)
  }

  let token: String
  let part: Part

  static let prefix = "/connect/"

  /// nil for what nobody was ever sent to. Of escapes and capital letters a token has none.
  init?(_ path: String) {
    guard path.hasPrefix(Self.prefix) else { return nil }
    let segments = path.dropFirst(Self.prefix.count).split(separator: "/", omittingEmptySubsequences: false)
    guard let token = segments.first, Self.isToken(token) else { return nil }
    self.token = String(token)
    switch segments.count {
    case 1: part = .page
    case 3:
      guard segments[1] == "return", let attempt = Identifier(String(segments[2])),
        attempt.description == segments[2]
      else { return nil }
      part = .back(attempt)
    default: return nil
    }
  }

  /// Where the session's page is, and its cookie's path.
  var place: String { Self.prefix + token }

  func back(_ attempt: Identifier) -> String { "\(place)/return/\(attempt)" }

  /// A session's id, a full stop and 32 bytes in hexadecimal.
  private static func isToken(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let id = Identifier(String(parts[0])), id.description == parts[0] else { return false }
    return parts[1].utf8.count == 64
      && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
