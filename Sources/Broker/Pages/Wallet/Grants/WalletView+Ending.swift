internal import Domain
internal import VaultEngine

/// When a connection ends: sooner or later, within what the application allows.
extension WalletView {
  func ending(
    _ id: Identifier, day: String? = nil, error: String = ""
  ) async throws(VaultError) -> BrokerResponse {
    let entry = try await entry(id)
    guard !entry.isOver else { return .seeOther(path(.grant(id))) }
    let choices = EndingChoice.offered(until: entry.latestEnd, at: now)
    return try await response(
      .walletEnding, "When \(entry.title) ends",
      [
        "end": .text(Self.endSentence(of: entry)), "bound": .text(Self.boundSentence(of: entry)),
        "choices": .list(choices.map { ["value": .text($0.value), "name": .text($0.inWords(at: now))] }),
        "day": .text(day ?? entry.expiresAt.map { PageTime.field($0.adding(seconds: -1)) } ?? ""),
        "first": .text(PageTime.field(now)), "last": .text(entry.latestEnd.map { PageTime.field($0) } ?? ""),
        "error": .text(error), "action": .text(path(.ending(id))), "back": .text(path(.grant(id))),
      ], at: .ending(id), status: error.isEmpty ? 200 : 400)
  }

  func setEnding(_ id: Identifier, _ fields: FormFields) async throws(VaultError) -> BrokerResponse {
    let entry = try await entry(id)
    let day = fields.value("day") ?? ""
    let end: Timestamp?
    if let choice = fields.value("choice").flatMap({ EndingChoice($0, until: entry.latestEnd) }) {
      end = choice.end(at: now)
    } else {
      guard let chosen = PageTime.endOfDay(day) else {
        return try await ending(id, day: day, error: "Choose a day.")
      }
      guard chosen > now else { return try await ending(id, day: day, error: "That day is over. Choose a later one.") }
      end = chosen
      if let latest = entry.latestEnd, chosen > latest {
        // Of the last day that is allowed, as much as is allowed.
        guard PageTime.field(latest.adding(seconds: -1)) == day else {
          return try await ending(
            id, day: day, error: "That is too late. \(Self.boundSentence(of: entry))")
        }
        return try await setEnding(id, latest, of: entry)
      }
    }
    return try await setEnding(id, end, of: entry)
  }

  private func setEnding(
    _ id: Identifier, _ end: Timestamp?, of entry: WalletEntry
  ) async throws(VaultError) -> BrokerResponse {
    var limits = entry.limits ?? UserLimits(grant: id, user: visitor.user, changedAt: now)
    limits.expiresAt = end
    limits.changedAt = now
    try await vault.setWalletLimits(limits, by: visitor)
    return done(.ending, .grant(id))
  }
}
