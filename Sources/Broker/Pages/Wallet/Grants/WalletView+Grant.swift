internal import Domain
internal import VaultEngine

/// One connection, and ending it.
extension WalletView {
  func grant(_ id: Identifier) async throws(VaultError) -> BrokerResponse {
    let entry = try await entry(id)
    let activity = try await vault.walletActivity(of: visitor, grant: id).filter { !$0.isRepetition }
    let names = try await names()
    let limits = entry.limits?.inWords ?? []
    var fields: PageFields = [
      "state": .text(entry.stateInWords), "tone": .text(entry.tone),
      "explained": .text(notice == .ended ? "" : entry.stateExplained),
      "facts": .facts(entry.facts(at: now) + [("Connected", PageTime.moment(entry.createdAt))]),
      "scopes": .texts(entry.scopesInWords), "isOn": .flag(!entry.isOver), "application": .text(entry.user),
      "end": .text(Self.endSentence(of: entry)), "bound": .text(Self.boundSentence(of: entry)),
      "hasLimits": .flag(!limits.isEmpty), "limits": .texts(limits),
      "hasDeveloperLimits": .flag(!entry.developerLimits.isEmpty), "developerLimits": .texts(entry.developerLimits),
      "hasAgents": .flag(!entry.agents.isEmpty), "agents": .texts(entry.agents),
      "hasActivity": .flag(!activity.isEmpty), "activity": .list(activity.map { $0.activity(names) }),
      "back": .text(path(.list)),
    ]
    if !entry.isOver {
      fields["limitsPath"] = .text(path(.limits(id)))
      fields["endingPath"] = .text(path(.ending(id)))
      fields["revokingPath"] = .text(path(.revoking(id)))
    }
    return try await response(.walletGrant, entry.title, fields, at: .grant(id))
  }

  static func endSentence(of entry: WalletEntry) -> String {
    entry.expiresAt.map { "It ends by itself \(PageTime.end($0))." } ?? "It does not end by itself."
  }

  static func boundSentence(of entry: WalletEntry) -> String {
    entry.latestEnd.map { "The latest end that \(entry.user) allows is \(PageTime.latest($0))." } ?? ""
  }

  func revoking(_ id: Identifier) async throws(VaultError) -> BrokerResponse {
    let entry = try await entry(id)
    guard !entry.isOver else { return .seeOther(path(.grant(id))) }
    return try await response(
      .walletRevoke, "End the connection to \(entry.title)?",
      [
        "application": .text(entry.user), "provider": .text(entry.providerName), "isKey": .flag(entry.isKey),
        "hasAgents": .flag(!entry.agents.isEmpty), "agents": .text(entry.agents.joined(separator: ", ")),
        "action": .text(path(.revoking(id))), "back": .text(path(.grant(id))),
      ], at: .revoking(id))
  }

  func revoke(_ id: Identifier) async throws(VaultError) -> BrokerResponse {
    try await vault.revokeInWallet(id, by: visitor)
    return done(.ended, .grant(id))
  }
}
