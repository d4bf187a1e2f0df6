/// One place of a ``Frame``.
public struct Cell: Hashable, Sendable {
  /// One spacing scalar with its combining marks; empty in the right half of a wide one.
  public var text: String
  public var style: Style

  public init(text: String, style: Style = .text) {
    self.text = text
    self.style = style
  }

  public static let blank = Cell(text: " ")
}
