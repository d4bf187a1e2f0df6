internal import Domain
internal import Screen

extension AuditLog {
  /// The keys of a list, over a window that grows at both ends.
  ///
  /// - Returns: what is to be read; nil when the key is not one of them.
  mutating func handle(_ key: Key, rows: Int) -> [Effect]? {
    switch key {
    case .up, .character("k"): return move(by: -1, rows: rows)
    case .down, .character("j"): return move(by: 1, rows: rows)
    case .pageUp, .control("b"): return move(by: -max(1, rows - 1), rows: rows)
    case .pageDown, .control("f"): return move(by: max(1, rows - 1), rows: rows)
    case .control("u"): return move(by: -max(1, rows / 2), rows: rows)
    case .control("d"): return move(by: max(1, rows / 2), rows: rows)
    case .home, .character("g"): return goToNewest()
    case .end, .character("G"): return goToOldest()
    default: return nil
    }
  }

  mutating func move(by distance: Int, rows: Int) -> [Effect] {
    guard !entries.isEmpty else { return [] }
    index = max(0, min(entries.count - 1, index + distance))
    settle(rows: rows)
    // On the newest row the log is followed; anywhere else the view stays where it is.
    isFollowing = index == 0 && !hasNewer
    if isFollowing { newAbove = 0 }
    if index >= entries.count - max(rows, 1), hasOlder, let last = entries.last {
      return load(.older, before: last.sequence - 1)
    }
    if index < max(rows, 1), hasNewer { return loadNewer() }
    return []
  }

  /// As many rows as are kept, for the bars of the zoomed log.
  mutating func loadMost() -> [Effect] {
    guard hasOlder, !hasNewer, entries.count < Self.most / 2, let last = entries.last else { return [] }
    return load(.older, before: last.sequence - 1, limit: Self.most - entries.count)
  }

  /// The page above the window: as many sequence numbers further, since there is no reading upwards.
  private mutating func loadNewer() -> [Effect] {
    guard let first = entries.first else { return [] }
    if !query.isEmpty { return goToNewest() }
    return load(.newer, before: first.sequence + Int64(Self.page) - 1)
  }

  mutating func goToNewest() -> [Effect] {
    index = 0
    top = 0
    isFollowing = true
    newAbove = 0
    return refresh()
  }

  mutating func goToOldest() -> [Effect] {
    guard !entries.isEmpty else { return [] }
    isFollowing = false
    if hasOlder {
      // Sequence numbers begin at 1 and have no gaps, so the last page is known without reading all before it.
      if query.isEmpty { return load(.oldest, before: Int64(Self.page)) }
      index = entries.count - 1
      return load(.older, before: entries[index].sequence - 1)
    }
    index = entries.count - 1
    return []
  }

  /// Selects the row, reading the page around it when it is not in the window.
  mutating func show(sequence: Int64) -> [Effect] {
    if select(sequence: sequence) { return [] }
    isFollowing = false
    return load(.around(sequence), before: sequence + Int64(Self.page / 2))
  }

  @discardableResult mutating func select(sequence: Int64) -> Bool {
    // An outcome is shown in its intent's row.
    guard let found = entries.firstIndex(where: { $0.sequence == sequence || $0.outcome?.sequence == sequence }) else {
      return false
    }
    index = found
    isFollowing = found == 0 && !hasNewer
    return true
  }

  /// The next older denial: in the window, else by asking the vault for one.
  mutating func nextDenial() -> [Effect] {
    if let found = entries.indices.dropFirst(index + 1).first(where: { entries[$0].event.kind == .denied }) {
      index = found
      isFollowing = false
      return []
    }
    guard hasOlder, let last = entries.last else { return [] }
    var denied = query
    denied.conditions.append(AuditQuery.Condition(term: .field(.decision, "deny"), isNegated: false))
    return load(.denial, before: last.sequence - 1, limit: 1, query: denied)
  }

  /// - Returns: whether there is a newer denial in the window.
  mutating func previousDenial() -> Bool {
    guard let found = entries.indices.prefix(index).last(where: { entries[$0].event.kind == .denied }) else {
      return false
    }
    index = found
    isFollowing = false
    return true
  }
}
