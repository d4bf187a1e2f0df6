internal import Domain
internal import VaultEngine

extension WalletView {
  /// So often the page of connections, and that of what waits, look again, in seconds.
  static let listRefresh = 30
  static let callsRefresh = 10

  func list() async throws(VaultError) -> BrokerResponse {
    let entries = try await vault.wallet(of: visitor)
    let waiting = try await vault.walletCalls(of: visitor).count
    let (on, over) = (entries.filter { !$0.isOver }, entries.filter(\.isOver))
    return try await response(
      .walletList, "Your connections",
      [
        "isEmpty": .flag(entries.isEmpty), "hasNone": .flag(on.isEmpty && !over.isEmpty),
        "waiting": waiting == 0
          ? .absent
          : .fields([
            "path": .text(path(.calls)),
            "text": .text(waiting == 1 ? "1 call waits for your answer." : "\(waiting) calls wait for your answer."),
          ]),
        "entries": .list(on.map(card)), "hasOver": .flag(!over.isEmpty), "over": .list(over.map(card)),
        "overCount": .text("\(over.count)"),
      ], at: .list, waiting: waiting, refresh: Self.listRefresh)
  }

  private func card(_ entry: WalletEntry) -> PageFields {
    [
      "name": .text(entry.providerName), "title": .text(entry.title), "state": .text(entry.stateInWords),
      "tone": .text(entry.tone), "explained": .text(entry.stateExplained), "facts": .facts(entry.facts(at: now)),
      "scopes": .texts(entry.scopesInWords), "limits": .texts(entry.limits?.inWords ?? []),
      "path": .text(path(.grant(entry.id))),
    ]
  }

  func activity() async throws(VaultError) -> BrokerResponse {
    let entries = try await vault.walletActivity(of: visitor, limit: 200).filter { !$0.isRepetition }
    let (names, titles) = (try await names(), try await titles())
    return try await response(
      .walletActivity, "Activity",
      [
        "isEmpty": .flag(entries.isEmpty), "isNamed": true,
        "activity": .list(entries.map { $0.activity(names, connections: titles) }),
      ], at: .activity,
      refresh: Self.listRefresh)
  }
}
