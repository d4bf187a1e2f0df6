internal import Domain

extension DecidingRows {
  /// What the application asked for at most, where the call is none of that: every call of the grant is bound by it.
  func beyondUserGrant(_ call: Call, _ grant: Grant) -> Admission.Refusal? {
    guard let held = userGrants[grant.id], !held.permits(method: call.method, url: call.url) else { return nil }
    let allowed = (held.methods + held.paths).joined(separator: " ")
    return Admission.Refusal(
      VaultError(
        .denied, "\(grant.name) was connected for other calls than \(call.method) there",
        hint: "what would pass: \(Printable.text(allowed, limit: 400))", cause: .policy("user's grant")))
  }

  /// Why the credential of a user's grant has to stay in the vault: it was given for some calls only.
  func boundUserGrant(_ grant: Grant) -> VaultError? {
    guard userGrants[grant.id]?.isRestricted == true else { return nil }
    return VaultError(
      .denied, "\(grant.name) was connected for some calls only, so its credential stays in the vault",
      hint: "make the call through the vault", cause: .requiresProxy(.restricted))
  }

  /// Whether calls could be made with it now.
  func isUsable(_ grant: Grant, at moment: Timestamp) -> Bool {
    isLive(grant) && (grant.expiresAt.map { $0 > moment } ?? true)
  }

  /// A name that no live grant or secret has: `name`, else with a number behind it.
  func freeName(_ name: String) -> String {
    var taken: Set<String> = []
    for record in grants.values where isLive(record.grant) { taken.insert(record.grant.name) }
    for record in secrets.values where record.secret.revokedAt == nil { taken.insert(record.secret.name) }
    guard taken.contains(name) else { return name }
    return (2...).lazy.map { number in
      let end = "-\(number)"
      return name.prefix(64 - end.utf8.count) + end
    }
    .first { !taken.contains($0) } ?? name
  }
}
