internal import Domain

extension Detail {
  init(caller summary: CallerSummary, callers: [CallerSummary], grants: [GrantSummary], now: Timestamp) {
    let caller = summary.caller
    let mood = summary.shown(now: now).mood
    var rows: [Row] = []
    if summary.state != .good { rows.append(.pair("state", Self.mend(summary.state), mood)) }
    if !caller.displayName.isEmpty { rows.append(.pair("called", Printable.text(caller.displayName, limit: 80))) }
    rows.append(.pair("grants", Self.reach(of: caller, grants)))
    rows.append(.pair("may", Self.rights(of: caller)))
    if caller.rights.contains(.retrieve) { rows.append(.pair("beware", "this caller receives the token", .bad)) }
    rows += [
      .pair(
        "from",
        caller.addresses.isEmpty
          ? "anywhere the broker listens" : caller.addresses.map(\.description).joined(separator: ", ")),
      .pair("rate", caller.ratePerMinute.map { "\(Printable.count($0)) calls a minute" } ?? "no limit of its own"),
      .pair("expires", caller.expiresAt.map { Moment.distance(to: $0, from: now) } ?? "never"),
      .pair("last used", Self.use(of: summary, now: now)),
    ]
    var sections = [
      Section(rows: rows),
      Section(
        title: "Keys", note: "shown once, kept as hashes",
        rows: caller.keys.sorted { $0.createdAt > $1.createdAt }.map { Self.row(of: $0, now: now) }),
    ]
    let below = callers.filter { $0.caller.parent == caller.id }
    if !below.isEmpty {
      sections.append(
        Section(
          title: "Below it", note: "never more than it has",
          rows: below.map {
            Row.pair($0.caller.kind.rawValue, "\(Printable.text($0.caller.name)), \($0.shown(now: now).word)")
          }))
    }
    self.init(
      title: summary.fullName,
      note: caller.parent == nil ? caller.kind.rawValue : "\(caller.kind.rawValue), made by a caller",
      sections: sections)
  }

  private static func mend(_ state: CallerSummary.State) -> String {
    switch state {
    case .good: "good"
    case .revoked: "revoked; its keys open nothing"
    case .expired: "expired; its keys open nothing"
    case .suspended: "suspended, refused until it is resumed: S"
    case .deprecatedKey: "an old key still works; its programs are told to change over"
    case .tampered: "its row does not match its signature; it is refused"
    }
  }

  private static func reach(of caller: Caller, _ grants: [GrantSummary]) -> String {
    guard case .only(let ids) = caller.reach else { return "every grant" }
    let names = grants.filter { ids.contains($0.id) }.map(\.grant.name).sorted()
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }

  private static func rights(of caller: Caller) -> String {
    if caller.rights.isSuperset(of: CallerRight.usual) {
      let usual = "everything a caller can, within its grants"
      return caller.rights.contains(.walletLinks) ? "\(usual); \(CallerRight.walletLinks.inWords)" : usual
    }
    let words = CallerRight.allCases.filter { $0 != .retrieve && caller.rights.contains($0) }.map(\.inWords)
    return words.isEmpty ? "nothing" : words.joined(separator: "; ")
  }

  private static func use(of summary: CallerSummary, now: Timestamp) -> String {
    guard let last = summary.lastUsed else { return "never" }
    let calls = summary.calls == 1 ? "call" : "calls"
    return "\(Moment.distance(to: last, from: now)); \(Printable.count(summary.calls)) \(calls) in 24 h"
  }

  private static func row(of key: CallerKey, now: Timestamp) -> Row {
    let (word, mood) = key.shown(now: now)
    var facts = ["\(key.prefix)…"]
    if key.form == .derived { facts.append("derived") }
    facts.append("made \(Moment.distance(to: key.createdAt, from: now))")
    if let end = key.expiresAt, key.works(at: now) { facts.append("ends \(Moment.distance(to: end, from: now))") }
    if key.rights.contains(.retrieve) { facts.append("receives the token") }
    return .pair(word, facts.joined(separator: ", "), mood == .good ? .plain : mood)
  }
}
