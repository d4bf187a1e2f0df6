/// What a cell means; a theme says how that looks. Nine, no more.
public enum Role: String, Sendable, CaseIterable {
  case text, dim, accent, good, warn, bad, selected, border
  case borderFocus = "border_focus"
}

/// A role with the two accents that every terminal has.
public struct Style: Hashable, Sendable {
  public var role: Role
  public var isBold: Bool
  public var isReversed: Bool
  /// Black on white, whatever the theme: a picture that a camera is to read.
  public private(set) var isPrinted = false

  public init(_ role: Role = .text, bold: Bool = false, reversed: Bool = false) {
    self.role = role
    isBold = bold
    isReversed = reversed
  }

  public static let text = Style(.text)
  public static let dim = Style(.dim)
  public static let printed = {
    var style = Style(.text)
    style.isPrinted = true
    return style
  }()
}
