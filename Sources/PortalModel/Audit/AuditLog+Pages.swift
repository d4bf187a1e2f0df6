internal import Domain

extension AuditLog {
  /// Takes a page in, when it was asked for.
  ///
  /// - Returns: what is to be read next, and a sentence when nothing was found.
  mutating func take(_ page: AuditPage, generation: Int) -> (effects: [Effect], message: String?) {
    guard let kind = wanted.removeValue(forKey: generation) else { return ([], nil) }
    if kind != .denial { total = page.total }
    switch kind {
    case .newest: return (takeNewest(page), nil)
    case .older:
      let known = entries.last?.sequence ?? .max
      entries += page.entries.filter { $0.sequence < known }
      hasOlder = page.hasMore
      trimNewer()
    case .newer: takeNewer(page)
    case .around(let sequence):
      replace(page, hasNewer: true)
      select(sequence: sequence)
      return (refresh(), nil)
    case .oldest:
      replace(page, hasNewer: true)
      index = max(0, entries.count - 1)
      return (refresh(), nil)
    case .denial:
      guard let found = page.entries.first else { return ([], "No older denial.") }
      return (show(sequence: found.sequence), nil)
    }
    return ([], nil)
  }

  private mutating func replace(_ page: AuditPage, hasNewer: Bool) {
    entries = page.entries
    hasOlder = page.hasMore
    self.hasNewer = hasNewer
    isFollowing = false
  }

  private mutating func takeNewest(_ page: AuditPage) -> [Effect] {
    let wasEmpty = !isLoaded || entries.isEmpty
    isLoaded = true
    // Outcomes of calls that were open when they were read.
    let fresh = Dictionary(page.entries.map { ($0.sequence, $0) }) { first, _ in first }
    for position in entries.indices { entries[position] = fresh[entries[position].sequence] ?? entries[position] }

    let newest = page.entries.first?.sequence ?? 0
    if isFollowing || wasEmpty {
      merge(page)
      (index, newAbove) = (0, 0)
    } else {
      newAbove += page.entries.count { $0.sequence > newestSeen }
      hasNewer = newest > entries[0].sequence
    }
    newestSeen = max(newestSeen, newest)
    if isStale {
      isStale = false
      return load(.newest, before: nil)
    }
    return []
  }

  /// The newest page on top of the window, or instead of it when rows between them are missing.
  private mutating func merge(_ page: AuditPage) {
    let joins = entries.first.map { first in page.entries.contains { $0.sequence == first.sequence } } ?? false
    if joins, !hasNewer {
      let first = entries[0].sequence
      entries = page.entries.filter { $0.sequence > first } + entries
      trimOlder()
    } else {
      entries = page.entries
      hasOlder = page.hasMore
    }
    hasNewer = false
  }

  private mutating func takeNewer(_ page: AuditPage) {
    guard let first = entries.first?.sequence else { return }
    let added = page.entries.filter { $0.sequence > first }
    entries = added + entries
    index += added.count
    top += added.count
    if added.isEmpty || added[0].sequence >= newestSeen {
      hasNewer = false
      newAbove = 0
    }
    trimOlder()
  }

  private mutating func trimOlder() {
    guard entries.count > Self.most else { return }
    entries.removeLast(entries.count - Self.most)
    index = min(index, entries.count - 1)
    hasOlder = true
  }

  private mutating func trimNewer() {
    let excess = entries.count - Self.most
    guard excess > 0 else { return }
    entries.removeFirst(excess)
    index = max(0, index - excess)
    top = max(0, top - excess)
    hasNewer = true
  }
}
