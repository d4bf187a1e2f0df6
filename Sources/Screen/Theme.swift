/// How many colours a terminal can show.
public enum ColorDepth: Int, Sendable, Comparable, CaseIterable {
  case none = 0
  case sixteen = 16
  case palette = 256

  public static func < (left: ColorDepth, right: ColorDepth) -> Bool { left.rawValue < right.rawValue }
}

/// What a terminal does with a cell. A colour is an index of the 256-colour palette; nil is the terminal's own.
public struct Attributes: Hashable, Sendable {
  public var foreground: UInt8?
  public var background: UInt8?
  public var isBold: Bool
  public var isDim: Bool
  public var isReversed: Bool
  public var isUnderlined: Bool

  public init(
    foreground: UInt8? = nil, background: UInt8? = nil, bold: Bool = false, dim: Bool = false, reversed: Bool = false,
    underlined: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    isBold = bold
    isDim = dim
    isReversed = reversed
    isUnderlined = underlined
  }
}

/// A table of roles: how each looks with 256 colours, with sixteen, and with none.
public struct Theme: Sendable, Equatable {
  /// The looks of one role.
  public struct Look: Hashable, Sendable {
    public var palette: Attributes
    public var sixteen: Attributes
    public var plain: Attributes

    public init(palette: Attributes, sixteen: Attributes, plain: Attributes) {
      self.palette = palette
      self.sixteen = sixteen
      self.plain = plain
    }
  }

  public let name: String
  /// Whether it is meant for a dark background.
  public let isDark: Bool
  /// Whether borders are drawn in ASCII even where the locale has more.
  public let usesASCII: Bool
  private let looks: [Role: Look]

  /// A role that `looks` does not name has the terminal's own colours.
  public init(name: String, isDark: Bool, usesASCII: Bool, looks: [Role: Look]) {
    self.name = name
    self.isDark = isDark
    self.usesASCII = usesASCII
    self.looks = looks
  }

  /// What the terminal shall do for a style, given its colours.
  public func attributes(for style: Style, depth: ColorDepth) -> Attributes {
    if style.isPrinted { return printed(depth) }
    let look = looks[style.role]
    var attributes =
      switch depth {
      case .none: look?.plain ?? Attributes()
      case .sixteen: look?.sixteen ?? Attributes()
      case .palette: look?.palette ?? Attributes()
      }
    if style.isBold { attributes.isBold = true }
    if style.isReversed { attributes.isReversed = true }
    return attributes
  }

  /// Of 256 colours the two that no palette bends; of sixteen those that come nearest.
  private func printed(_ depth: ColorDepth) -> Attributes {
    switch depth {
    case .palette: Attributes(foreground: 16, background: 231)
    case .sixteen: Attributes(foreground: 0, background: 15)
    case .none: Attributes(reversed: isDark)
    }
  }
}
