internal import VaultEngine

/// A list of what the vault holds: a document, a table, or a word on what to do when there is nothing yet.
enum Listing {
  /// - Throws: an integrity ``Failure``, after the list was printed, when rows were changed outside gatehouse.
  static func print<Item>(
    _ overview: VaultOverview, _ items: [Item], asJSON: Bool, document: (Item) -> JSON, empty: String,
    table: ([Item]) -> Table
  ) throws {
    if asJSON {
      try Output.line(JSON.array(items.map(document)).text())
    } else if items.isEmpty {
      Output.note(empty)
    } else {
      try Output.line(table(items).text)
    }
    if let damage = overview.damage {
      throw Failure(.integrity, damage, hint: "restore a backup with: gatehouse restore FILE")
    }
  }
}
