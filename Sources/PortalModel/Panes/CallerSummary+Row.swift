public import Domain

extension CallerSummary {
  /// The state's word and what it means; of a caller that ends soon, what is left.
  public func shown(now: Timestamp) -> (word: String, mood: PaneRow.Mood) {
    switch state {
    case .revoked: return ("revoked", .dim)
    case .expired: return ("expired", .bad)
    case .suspended: return ("suspended", .warn)
    case .tampered: return ("tampered", .bad)
    case .deprecatedKey: return ("old key", .warn)
    case .good: break
    }
    if let end = caller.expiresAt, end.seconds - now.seconds < 14 * 86_400 {
      let left = Moment.left(end.seconds - now.seconds)
      return (left.count > 4 ? left : "\(left) left", .warn)
    }
    return lastUsed == nil ? ("unused", .dim) : ("good", .good)
  }

  func row(now: Timestamp) -> PaneRow {
    let (state, mood) = shown(now: now)
    return PaneRow(
      id: id.description, name: fullName, middle: caller.kind.rawValue, state: state, mood: mood,
      extra: [
        caller.newestKey(now: now).map { "\($0.prefix)…" } ?? "-", caller.reach.shown,
        lastUsed.map { Moment.distance(to: $0, from: now) } ?? "-", calls == 0 ? "-" : Printable.count(calls),
      ],
      more: ([id.description, caller.displayName] + caller.keys.map(\.prefix)).joined(separator: " "))
  }
}

extension Caller.Reach {
  var shown: String {
    switch self {
    case .every: "all grants"
    case .only(let ids): "\(ids.count) grant\(ids.count == 1 ? "" : "s")"
    }
  }
}

extension CallerKey {
  func works(at now: Timestamp) -> Bool { revokedAt == nil && expiresAt.map { $0 > now } ?? true }

  /// The state's word and what it means.
  func shown(now: Timestamp) -> (word: String, mood: PaneRow.Mood) {
    if revokedAt != nil { return ("revoked", .dim) }
    if !works(at: now) { return ("over", .dim) }
    return deprecatedAt == nil ? ("good", .good) : ("old", .warn)
  }
}

extension Caller {
  private func keysInUse(_ now: Timestamp) -> [CallerKey] {
    keys.filter { $0.works(at: now) && $0.form != .derived }.sorted { $0.createdAt < $1.createdAt }
  }

  /// The one that programs should show: the youngest that works.
  func newestKey(now: Timestamp) -> CallerKey? {
    let inUse = keysInUse(now)
    return inUse.last { $0.deprecatedAt == nil } ?? inUse.last
  }

  /// The one to be deprecated: the oldest that works, beside a younger one.
  func oldKey(now: Timestamp) -> CallerKey? {
    let inUse = keysInUse(now)
    guard let old = inUse.first(where: { $0.deprecatedAt == nil }), old.id != inUse.last?.id else { return nil }
    return old
  }
}
