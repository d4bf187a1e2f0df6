extension Rule {
  /// Whether this rule surely matches every call that the other one matches. When in doubt, no.
  func covers(_ other: Rule) -> Bool {
    guard limits.isEmpty, conditions.allSatisfy(other.conditions.contains) else { return false }
    if let expiresAt, other.expiresAt.map({ $0 > expiresAt }) ?? true { return false }
    guard methods.isEmpty || !other.methods.isEmpty && other.methods.allSatisfy(methods.contains) else { return false }
    if let host, host != other.host { return false }
    guard let path else { return true }
    guard let narrower = other.path else { return false }
    return Self.path(path, covers: narrower)
  }

  private static func path(_ wide: String, covers narrow: String) -> Bool {
    if wide == narrow { return true }
    let narrowParts = PathText(narrow).segments
    let anyNumber = [UInt8(ascii: "*"), UInt8(ascii: "*")]
    guard narrowParts.contains(where: { $0.elementsEqual(anyNumber) }) else {
      // A star in the narrow pattern is matched like any other byte: by a star of the wide one only.
      return PathPattern(wide).matches(PathText(narrow))
    }
    // With any number of segments in the narrow one, the wide one has to leave the end open before they begin.
    guard wide.hasSuffix("/**") else { return false }
    let beginning = narrowParts.prefix { !$0.elementsEqual(anyNumber) }
    let wideParts = PathText(wide).segments
    let text = "/" + beginning.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    return wideParts.count - 1 <= beginning.count && PathPattern(wide).matches(PathText(text))
  }
}
