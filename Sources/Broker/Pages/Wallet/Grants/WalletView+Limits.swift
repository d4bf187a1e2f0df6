internal import Domain
internal import Glibc
internal import VaultEngine

/// What a user says of a connection beyond what the application allows anyway.
extension WalletView {
  func limits(_ id: Identifier) async throws(VaultError) -> BrokerResponse {
    let entry = try await entry(id)
    guard !entry.isOver else { return .seeOther(path(.grant(id))) }
    return try await limits(entry, LimitsForm(entry.limits, zone: Self.machineZone), nil)
  }

  func setLimits(_ id: Identifier, _ fields: FormFields) async throws(VaultError) -> BrokerResponse {
    let entry = try await entry(id)
    let form = LimitsForm(fields)
    var limits = UserLimits(
      grant: id, user: visitor.user, asksFirst: form.asksFirst, expiresAt: entry.limits?.expiresAt, changedAt: now)
    do throws(LimitsForm.Mistake) {
      limits.methods = try form.methods()
      limits.hours = try form.hours()
    } catch {
      return try await self.limits(entry, form, error)
    }
    try await vault.setWalletLimits(limits, by: visitor)
    return done(.limits, .grant(id))
  }

  private func limits(
    _ entry: WalletEntry, _ form: LimitsForm, _ mistake: LimitsForm.Mistake?
  ) async throws(VaultError) -> BrokerResponse {
    var fields: PageFields = [
      "application": .text(entry.user), "asks": .flag(form.asksFirst), "hours": .flag(form.hasHours),
      "groups": .list(
        MethodGroup.allCases.map { group in
          [
            "value": .text(group.rawValue), "name": .text(group.explained),
            "methods": .text(group.methods.joined(separator: ", ")), "isOn": .flag(form.groups.contains(group)),
          ]
        }),
      "days": .list(
        WeekDay.names.enumerated().map { number, name in
          ["value": .text("\(number)"), "name": .text(name), "isOn": .flag(form.days.contains(number))]
        }),
      "from": .text(form.from), "to": .text(form.to), "zone": .text(form.zone),
      "zones": .texts(Self.zones(with: form.zone)),
      "hasDeveloperLimits": .flag(!entry.developerLimits.isEmpty), "developerLimits": .texts(entry.developerLimits),
      "action": .text(path(.limits(entry.id))), "back": .text(path(.grant(entry.id))),
    ]
    if let mistake { fields["\(mistake.place.rawValue)Error"] = .text(mistake.text) }
    return try await response(
      .walletLimits, "Limits for \(entry.title)", fields, at: .limits(entry.id), status: mistake == nil ? 200 : 400)
  }

  private static var machineZone: String {
    ZoneSource.machineName(tz: unsafe getenv("TZ").map { unsafe String(cString: $0) })
  }

  /// Names to choose from, of which one is the present one.
  private static func zones(with present: String) -> [String] {
    let common = [
      "UTC", "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "America/Bogota", "America/Chicago",
      "America/Denver", "America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Sao_Paulo",
      "America/Toronto", "Asia/Bangkok", "Asia/Dubai", "Asia/Hong_Kong", "Asia/Jakarta", "Asia/Karachi",
      "Asia/Kolkata", "Asia/Manila", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Tokyo",
      "Australia/Perth", "Australia/Sydney", "Europe/Athens", "Europe/Berlin", "Europe/Istanbul", "Europe/Kyiv",
      "Europe/Lisbon", "Europe/London", "Europe/Madrid", "Europe/Paris", "Europe/Rome", "Europe/Warsaw",
      "Pacific/Auckland",
    ]
    return common.contains(present) || present.isEmpty ? common : [present] + common
  }
}
