internal import Domain

/// What a path below `/wallet/` leads to.
enum WalletPath: Hashable, Sendable {
  /// `/wallet/open/LINK`
  case opening(link: String)
  /// `/wallet/VISIT/…`
  case visit(id: String, WalletPlace)

  /// nil for what leads nowhere.
  init?(_ path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2)
    guard let first = parts.first else { return nil }
    if first == "open" {
      guard parts.count == 2, let link = parts.last, WalletVisits.isLink(link) else { return nil }
      self = .opening(link: String(link))
    } else {
      guard WalletVisits.isID(first), let place = WalletPlace(parts.dropFirst().map(String.init)) else { return nil }
      self = .visit(id: String(first), place)
    }
  }
}

/// A page of a visit.
enum WalletPlace: Hashable, Sendable {
  case list
  case activity
  case calls
  case call(Identifier)
  case grant(Identifier)
  case limits(Identifier)
  case ending(Identifier)
  case revoking(Identifier)
  case signOut

  /// - Parameter parts: of the path, after the visit.
  init?(_ parts: [String]) {
    switch (parts.first ?? "", parts.count) {
    case ("", ...1): self = .list
    case ("activity", 1): self = .activity
    case ("calls", 1): self = .calls
    case ("sign-out", 1): self = .signOut
    case ("calls", 2):
      guard let id = Identifier(parts[1]) else { return nil }
      self = .call(id)
    case ("connections", 2...3):
      guard let id = Identifier(parts[1]) else { return nil }
      switch parts.dropFirst(2).first {
      case nil: self = .grant(id)
      case "limits": self = .limits(id)
      case "end": self = .ending(id)
      case "stop": self = .revoking(id)
      default: return nil
      }
    default: return nil
    }
  }

  /// After the visit's path.
  var path: String {
    switch self {
    case .list: "/"
    case .activity: "/activity"
    case .calls: "/calls"
    case .call(let id): "/calls/\(id)"
    case .grant(let id): "/connections/\(id)"
    case .limits(let id): "/connections/\(id)/limits"
    case .ending(let id): "/connections/\(id)/end"
    case .revoking(let id): "/connections/\(id)/stop"
    case .signOut: "/sign-out"
    }
  }
}
