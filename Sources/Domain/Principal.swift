/// On whose behalf a grant exists.
public enum Principal: Hashable, Sendable, CustomStringConvertible {
  case system
  case user(String)
  case group(String)
  case agent(String)

  /// `system`, `user:NAME`, `group:NAME` or `agent:NAME`; nil for anything else.
  public init?(_ text: String) {
    if text == "system" {
      self = .system
      return
    }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, Name.isValid(parts[1]) else { return nil }
    switch parts[0] {
    case "user": self = .user(parts[1])
    case "group": self = .group(parts[1])
    case "agent": self = .agent(parts[1])
    default: return nil
    }
  }

  /// The end user's name; nil for anybody else.
  public var user: String? { if case .user(let name) = self { name } else { nil } }

  public var description: String {
    switch self {
    case .system: "system"
    case .user(let name): "user:\(name)"
    case .group(let name): "group:\(name)"
    case .agent(let name): "agent:\(name)"
    }
  }
}

/// Names of grants, secrets, policies and providers: what can be typed in a shell and shown in a column.
public enum Name {
  public static let rule = "1 to 64 letters, digits, or . _ - @ +, beginning with a letter or digit"

  public static func isValid(_ text: String) -> Bool {
    guard (1...64).contains(text.utf8.count), let first = text.utf8.first, isAlphanumeric(first) else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || "._-@+".utf8.contains($0) }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
