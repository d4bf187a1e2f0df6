/// The six lists of the portal, in the order of their number keys.
public enum Pane: Int, Sendable, CaseIterable {
  case providers = 1
  case grants, secrets, policies, audit, callers

  /// As they stand on the screen from the top: the log is the lowest.
  static let fromTop: [Pane] = [.providers, .grants, .secrets, .policies, .callers, .audit]

  /// The one that Tab goes to.
  func stepped(by distance: Int) -> Pane {
    let index = (Self.fromTop.firstIndex(of: self) ?? 0) + distance
    return Self.fromTop[(index + Self.fromTop.count) % Self.fromTop.count]
  }

  public var name: String {
    switch self {
    case .providers: "Providers"
    case .grants: "Grants"
    case .secrets: "Secrets"
    case .policies: "Policies"
    case .audit: "Audit"
    case .callers: "Callers"
    }
  }

  /// For the title of the narrow layout, which holds them all.
  public var shortName: String {
    switch self {
    case .providers: "Prov"
    case .secrets: "Secr"
    case .policies: "Pol"
    case .callers: "Call"
    default: name
    }
  }
}

/// Where the keys go while no dialog is open.
public struct PaneFocus: Sendable, Equatable {
  public internal(set) var pane: Pane = .grants
  /// The pane of the accordion that is unfolded; it stays when the focus goes to the log.
  public internal(set) var open: Pane = .grants
  public internal(set) var isInDetail = false
  public internal(set) var isZoomed = false
  /// Rows of the detail above its window.
  public internal(set) var detailTop = 0

  mutating func go(to newPane: Pane) {
    if newPane != pane { detailTop = 0 }
    pane = newPane
    isInDetail = false
    if newPane != .audit { open = newPane }
  }
}
