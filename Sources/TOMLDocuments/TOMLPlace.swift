/// Where something stands in a file; both one-based, the column in Unicode scalars.
struct TOMLPlace: Hashable, Sendable {
  var line: Int
  var column: Int

  static let start = TOMLPlace(line: 1, column: 1)
}

/// A step from a table to a value in it, or from an array to an element.
enum TOMLStep: Hashable, Sendable {
  case key(String)
  case index(Int)
}
