public import Domain

extension Sample {
  private static let day: Int64 = 86_400

  public static func key(
    _ number: Int, _ name: String, _ letters: String, form: CallerKeyText.Form = .app, age: Int64 = 40,
    deprecated: Int64? = nil, ends: Int64? = nil, rights: Set<CallerRight> = CallerRight.usual
  ) -> CallerKey {
    CallerKey(
      id: id(0x600 + number), name: name, form: form, prefix: "alter_\(form.rawValue)_\(letters)", digest: [],
      rights: rights, createdAt: now.adding(seconds: -age * day),
      expiresAt: ends.map { now.adding(seconds: $0 * day) },
      deprecatedAt: deprecated.map { now.adding(seconds: -$0 * day) })
  }

  public static let checkout = Caller(
    id: id(0x500), name: "checkout-api", displayName: "Checkout", rights: CallerRight.usual, ratePerMinute: 600,
    keys: [
      key(1, "checkout-api", "m2xa", age: 90, deprecated: 2, ends: 5), key(2, "checkout-api", "7qkd", age: 2),
    ], createdAt: now.adding(seconds: -90 * day))

  /// Four callers: one with an old key, an agent below it, one that receives the token, one that is revoked.
  public static let callers = [
    CallerSummary(
      caller: checkout, fullName: "checkout-api", state: .deprecatedKey, lastUsed: now.adding(seconds: -60),
      calls: 1204),
    CallerSummary(
      caller: Caller(
        id: id(0x501), name: "refunds", kind: .agent, parent: checkout.id, reach: .only([id(0x205)]),
        rights: [.call, .readGrants], keys: [key(3, "refunds", "tz4p", form: .agent, age: 3)],
        createdAt: now.adding(seconds: -3 * day)),
      fullName: "checkout-api/refunds", state: .good, lastUsed: now.adding(seconds: -7200), calls: 37),
    CallerSummary(
      caller: Caller(
        id: id(0x502), name: "claude-code", kind: .agent, reach: .only([id(0x206), id(0x202)]),
        rights: [.call, .readGrants, .retrieve], addresses: AddressRange("127.0.0.0/8").map { [$0] } ?? [],
        ratePerMinute: 30, keys: [key(4, "claude-code", "w3ne", form: .agent, age: 9, rights: [.call, .retrieve])],
        createdAt: now.adding(seconds: -9 * day), expiresAt: now.adding(seconds: 6 * day)),
      fullName: "claude-code", state: .good, lastUsed: now.adding(seconds: -900), calls: 37),
    CallerSummary(
      caller: Caller(
        id: id(0x503), name: "nightly", keys: [], createdAt: now.adding(seconds: -200 * day),
        revokedAt: now.adding(seconds: -20 * day)),
      fullName: "nightly", state: .revoked, lastUsed: nil, calls: 0),
  ]

  /// A key as it comes from the vault; the text is none.
  public static let minted = MintedKey(
    caller: Caller(id: id(0x504), name: "ci", createdAt: now), key: key(5, "ci", "k6pc", age: 0),
    text: SecretBytes("alter_rk_not-a-real-key"))
}
