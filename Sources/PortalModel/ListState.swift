public import Screen

/// A selection in a list whose rows come and go: it stays on the same row by id, and the window follows it.
public struct ListState<ID: Hashable & Sendable>: Sendable, Equatable {
  public private(set) var ids: [ID]
  public private(set) var index = 0
  /// The first row shown, as far as the selection allows.
  public private(set) var top = 0

  public init(_ ids: [ID] = []) { self.ids = ids }

  public var count: Int { ids.count }
  public var selected: ID? { ids.indices.contains(index) ? ids[index] : nil }

  /// New rows; a selected row that is gone leaves the selection where it was.
  public mutating func replace(_ newIDs: [ID]) {
    let kept = selected.flatMap { newIDs.firstIndex(of: $0) }
    ids = newIDs
    index = kept ?? min(index, max(0, newIDs.count - 1))
  }

  /// - Returns: whether the row is there.
  @discardableResult public mutating func select(_ id: ID) -> Bool {
    guard let found = ids.firstIndex(of: id) else { return false }
    index = found
    return true
  }

  public mutating func select(index newIndex: Int) { index = max(0, min(newIndex, count - 1)) }
  public mutating func move(by distance: Int) { select(index: index + distance) }

  /// The keys every list knows: arrows and vi keys, pages, halves, both ends.
  ///
  /// - Parameter rows: how many rows the list shows.
  /// - Returns: whether the key was one of them.
  public mutating func handle(_ key: Key, rows: Int) -> Bool {
    switch key {
    case .up, .character("k"), .control("p"): move(by: -1)
    case .down, .character("j"), .control("n"): move(by: 1)
    case .pageUp, .control("b"): move(by: -max(1, rows - 1))
    case .pageDown, .control("f"): move(by: max(1, rows - 1))
    case .control("u"): move(by: -max(1, rows / 2))
    case .control("d"): move(by: max(1, rows / 2))
    case .home, .character("g"): select(index: 0)
    case .end, .character("G"): select(index: count - 1)
    default: return false
    }
    settle(rows: rows)
    return true
  }

  /// The rows to show: the selected one is among them, and no row is wasted.
  public func window(rows: Int) -> Range<Int> {
    guard rows > 0, count > 0 else { return 0..<0 }
    var first = min(top, max(0, count - rows))
    if index < first { first = index }
    if index >= first + rows { first = index - rows + 1 }
    return first..<min(count, first + rows)
  }

  /// Remembers the window, so that the next move scrolls from there.
  public mutating func settle(rows: Int) { top = window(rows: rows).lowerBound }
}
