public import Domain

/// What the portal has to do with end users: sessions in which they connect, links to their wallets.
extension PortalModel {
  /// The connect sessions that wait for an answer now.
  public var waitingSessions: [ConnectSession] { overview?.connectSessions.filter { $0.isWaiting(at: now) } ?? [] }

  /// Shows the connect sessions, read anew.
  mutating func openSessions() -> [Effect] {
    let isOpen = dialogs.contains { if case .sessions = $0 { true } else { false } }
    return isOpen ? [] : open(sessionsDialog()) + loadOverview()
  }

  /// - Parameter named: who was typed behind the command; empty for the user of the selected grant.
  mutating func mintWalletLink(_ named: String) -> [Effect] {
    guard let user = named.isEmpty ? selectedGrant?.grant.principal.user : named else { return [] }
    guard Name.isValid(user) else {
      say("\(Printable.text(user, limit: 64)) is no user's name: \(Name.rule).", isBad: true)
      return []
    }
    return [.mintWalletLink(user: user)]
  }
}
