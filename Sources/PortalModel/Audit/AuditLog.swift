public import Domain

/// The log as the portal holds it: a window of rows, newest first, that grows by pages, a selection that stays on its
/// row, and a filter. Pure: what is to be read comes out as ``Effect/loadAudit(query:before:limit:generation:)``.
public struct AuditLog: Sendable, Equatable {
  /// Rows in one page.
  static let page = 100
  /// More rows than this are not kept; the far end is read again when it is needed.
  static let most = 1000

  /// What a page that is on its way is for.
  enum Wanted: Sendable, Equatable {
    case newest, older, newer
    /// The window around this row, which is then selected.
    case around(Int64)
    case oldest
    /// One denied row older than the selected one.
    case denial
  }

  public internal(set) var entries: [AuditEntry] = []
  /// Events in the whole log.
  public internal(set) var total: Int64 = 0
  /// Whether matching rows older than the window exist.
  public internal(set) var hasOlder = false
  /// Whether the window ends before the newest row.
  public internal(set) var hasNewer = false
  public internal(set) var index = 0
  public internal(set) var top = 0
  /// New rows appear at the top and the selection goes along.
  public internal(set) var isFollowing = true
  /// Rows that arrived while the selection stayed where it is.
  public internal(set) var newAbove = 0
  public internal(set) var verification: AuditVerification?
  public internal(set) var isLoaded = false

  /// The filter as typed; ``query`` is what it says.
  public internal(set) var filter = ""
  public internal(set) var query = AuditQuery()

  var wanted: [Int: Wanted] = [:]
  var generation = 0
  /// The vault changed while the newest page was on its way.
  var isStale = false
  /// The newest row that was ever seen, to count what came after.
  var newestSeen: Int64 = 0

  public var selected: AuditEntry? { entries.indices.contains(index) ? entries[index] : nil }

  /// The rows to show; the selected one is among them.
  public func window(rows: Int) -> Range<Int> {
    guard rows > 0, !entries.isEmpty else { return 0..<0 }
    var first = min(top, max(0, entries.count - rows))
    if index < first { first = index }
    if index >= first + rows { first = index - rows + 1 }
    return first..<min(entries.count, first + rows)
  }

  mutating func settle(rows: Int) { top = window(rows: rows).lowerBound }

  mutating func load(_ kind: Wanted, before: Int64?, limit: Int = page, query: AuditQuery? = nil) -> [Effect] {
    // One page of a kind at a time: holding a key down must not queue a hundred of them.
    guard !wanted.values.contains(kind) else { return [] }
    generation += 1
    wanted[generation] = kind
    return [.loadAudit(query: query ?? self.query, before: before, limit: limit, generation: generation)]
  }

  /// The newest page, when nobody reads it already.
  mutating func refresh() -> [Effect] {
    if wanted.values.contains(.newest) {
      isStale = true
      return []
    }
    return load(.newest, before: nil)
  }

  /// Another filter: whatever was on its way for the old one is dropped when it comes.
  mutating func apply(filter newFilter: String, query newQuery: AuditQuery) -> [Effect] {
    filter = newFilter
    query = newQuery
    wanted = [:]
    isStale = false
    isFollowing = true
    newAbove = 0
    (index, top) = (0, 0)
    newestSeen = 0
    hasNewer = false
    return load(.newest, before: nil)
  }
}
