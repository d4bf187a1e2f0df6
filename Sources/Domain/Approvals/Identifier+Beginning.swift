extension Identifier {
  /// The beginning of the id that none of the others has; of `least` characters at least.
  public func beginning(among others: [Identifier], least: Int = Self.shortestBeginning) -> String {
    let text = description
    let others = others.filter { $0 != self }.map(\.description)
    let length = (least..<text.count).first { length in !others.contains { $0.hasPrefix(text.prefix(length)) } }
    return String(text.prefix(length ?? text.count))
  }

  /// Whether the id begins so, in either case.
  public func begins(with text: String) -> Bool { description.hasPrefix(text.lowercased()) }

  /// Fewer characters are not taken for an id.
  public static let shortestBeginning = 4
}
