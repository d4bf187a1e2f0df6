internal import Domain
internal import ProviderCatalog

/// The rows of the panes of the accordion, their selections and filters.
public struct PaneLists: Sendable, Equatable {
  /// Ids as text: a provider's id, or a UUID in lower case.
  public internal(set) var lists: [Pane: ListState<String>] = [:]
  public internal(set) var rows: [Pane: [String: PaneRow]] = [:]
  public internal(set) var filters: [Pane: String] = [:]
  /// Rows without the filter.
  public internal(set) var totals: [Pane: Int] = [:]

  public subscript(_ pane: Pane) -> ListState<String> {
    get { lists[pane] ?? ListState() }
    set { lists[pane] = newValue }
  }

  public func filter(of pane: Pane) -> String { filters[pane] ?? "" }

  /// What is selected, as the pane's own id type.
  func selectedID(_ pane: Pane) -> Identifier? { self[pane].selected.flatMap(Identifier.init) }

  /// Rows from outside into the lists; selections stay on their rows.
  mutating func show(_ newRows: [Pane: [PaneRow]]) {
    for (pane, all) in newRows {
      rows[pane] = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
      totals[pane] = all.count
      let filter = RowFilter(filters[pane] ?? "")
      self[pane].replace(all.filter(filter.matches).map(\.id))
    }
  }
}

/// One line of a pane.
public struct PaneRow: Sendable, Equatable, Identifiable {
  /// What a word of state means for whoever looks.
  public enum Mood: Sendable { case plain, good, warn, bad, dim }

  public let id: String
  public let name: String
  /// Short words in the middle columns.
  public let middle: String
  public let state: String
  public let mood: Mood
  /// Further columns, shown where there is room for all of them.
  public let extra: [String]
  /// Everything a filter looks at besides the columns.
  let more: String

  init(
    id: String, name: String, middle: String, state: String, mood: Mood, extra: [String] = [], more: String = ""
  ) {
    self.id = id
    self.name = Printable.text(name)
    self.middle = Printable.text(middle)
    self.state = Printable.text(state)
    self.mood = mood
    self.extra = extra.map { Printable.text($0) }
    self.more = more
  }
}

/// Words that must all be in a row, or, behind a `-`, must not; letter case makes no difference.
struct RowFilter {
  private let words: [(text: String, isNegated: Bool)]

  init(_ text: String) {
    words = text.lowercased().split(whereSeparator: \.isWhitespace).map { word in
      word.count > 1 && word.hasPrefix("-") ? (String(word.dropFirst()), true) : (String(word), false)
    }
  }

  func matches(_ row: PaneRow) -> Bool {
    if words.isEmpty { return true }
    let text = [row.name, row.middle, row.state, row.more].joined(separator: " ").lowercased()
    return words.allSatisfy { text.contains($0.text) != $0.isNegated }
  }
}
