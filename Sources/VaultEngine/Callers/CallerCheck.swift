internal import Domain

/// What a caller may be: names that can stand in rules and in the log, and limits that mean something.
enum CallerCheck {
  /// Names that calls without a key have in the log.
  static let reserved: Set<String> = ["cli", "portal", "swift", Vault.walletName]
  static let longestMetadata = 16_384

  static func check(_ draft: CallerDraft, at now: Timestamp) throws(VaultError) {
    try checkName(draft.name)
    try checkMetadata(draft.metadata)
    try check(rate: draft.ratePerMinute)
    try check(expiry: draft.expiresAt, at: now)
  }

  static func check(_ caller: Caller, since before: Caller, at now: Timestamp) throws(VaultError) {
    if caller.name != before.name { try checkName(caller.name) }
    try checkMetadata(caller.metadata)
    try check(rate: caller.ratePerMinute)
    if caller.expiresAt != before.expiresAt { try check(expiry: caller.expiresAt, at: now) }
  }

  static func check(_ draft: CallerKeyDraft, at now: Timestamp) throws(VaultError) {
    guard !draft.name.isEmpty, draft.name.utf8.count <= 200, Printable.text(draft.name) == draft.name else {
      throw VaultError(.badInput, "the name of a key is one line of up to 200 bytes", hint: "nothing was minted")
    }
    try check(rate: draft.ratePerMinute)
    try check(expiry: draft.expiresAt, at: now)
  }

  static func check(expiry: Timestamp?, at now: Timestamp) throws(VaultError) {
    guard let expiry, expiry <= now else { return }
    throw VaultError(.badInput, "\(expiry) is over already", hint: "choose a time to come; nothing was changed")
  }

  private static func checkName(_ name: String) throws(VaultError) {
    try Vault.requireName(name)
    guard !reserved.contains(name) else {
      throw VaultError(
        .badInput, "calls without a key are named \(name) in the log", hint: "choose another name; nothing was changed")
    }
  }

  private static func checkMetadata(_ metadata: String) throws(VaultError) {
    guard metadata.utf8.count <= longestMetadata else {
      throw VaultError(
        .badInput, "the metadata is longer than \(longestMetadata) bytes", hint: "nothing was changed")
    }
  }

  private static func check(rate: Int?) throws(VaultError) {
    guard let rate, !(1...1_000_000).contains(rate) else { return }
    throw VaultError(
      .badInput, "a rate is between 1 and 1,000,000 calls a minute", hint: "leave it out for no limit")
  }

  /// What changed, in words for the log.
  static func difference(_ before: Caller, _ after: Caller) -> String {
    var words: [String] = []
    if (before.suspendedAt == nil) != (after.suspendedAt == nil) {
      words.append(after.suspendedAt == nil ? "resumed" : "suspended")
    }
    if before.name != after.name { words.append("renamed to \(after.name)") }
    if before.reach != after.reach { words.append("grants") }
    if before.rights != after.rights { words.append("rights") }
    if before.addresses != after.addresses { words.append("addresses") }
    if before.ratePerMinute != after.ratePerMinute { words.append("rate") }
    if before.expiresAt != after.expiresAt { words.append("expiry") }
    if before.displayName != after.displayName || before.metadata != after.metadata { words.append("description") }
    return words.joined(separator: ", ")
  }
}
