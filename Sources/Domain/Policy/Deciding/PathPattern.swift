/// A call's path in segments; empty ones are left out, so that a trailing slash makes no difference.
struct PathText: Sendable {
  let segments: [ArraySlice<UInt8>]

  init(_ text: String) { segments = Array(text.utf8).split(separator: UInt8(ascii: "/")) }
}

/// A path pattern, segment by segment: `*` in a segment, `**` for any number of segments. Matching takes at most
/// the product of both lengths, whatever the pattern.
struct PathPattern: Sendable {
  private enum Segment {
    case literal([UInt8])
    case glob(Glob)
    case anyNumber
  }

  private let segments: [Segment]

  init(_ text: String) {
    segments = text.utf8.split(separator: UInt8(ascii: "/")).map { part in
      let bytes = Array(part)
      if bytes == [UInt8(ascii: "*"), UInt8(ascii: "*")] { return .anyNumber }
      return bytes.contains(UInt8(ascii: "*")) ? .glob(Glob(bytes)) : .literal(bytes)
    }
  }

  /// The segments before the first star.
  var leadingLiterals: [ArraySlice<UInt8>] {
    var literals: [ArraySlice<UInt8>] = []
    for segment in segments {
      guard case .literal(let bytes) = segment else { break }
      literals.append(bytes[...])
    }
    return literals
  }

  func matches(_ path: PathText) -> Bool {
    let parts = path.segments
    var (index, position) = (0, 0)
    // Where to go on when the match fails behind a `**`: only the last one can need more.
    var retry: (index: Int, position: Int)?
    while true {
      if index < segments.count, case .anyNumber = segments[index] {
        index += 1
        retry = (index, position)
      } else if index < segments.count, position < parts.count, Self.matches(segments[index], parts[position]) {
        index += 1
        position += 1
      } else if index == segments.count, position == parts.count {
        return true
      } else if let last = retry, last.position < parts.count {
        retry = (last.index, last.position + 1)
        (index, position) = (last.index, last.position + 1)
      } else {
        return false
      }
    }
  }

  private static func matches(_ segment: Segment, _ part: ArraySlice<UInt8>) -> Bool {
    switch segment {
    case .literal(let bytes): bytes.count == part.count && bytes.elementsEqual(part)
    case .glob(let glob): glob.matches(part)
    case .anyNumber: true
    }
  }
}

/// A text in which `*` stands for any number of bytes.
struct Glob: Sendable {
  private let pattern: [UInt8]

  init(_ pattern: [UInt8]) { self.pattern = pattern }

  func matches(_ text: ArraySlice<UInt8>) -> Bool {
    var (index, position) = (0, text.startIndex)
    var retry: (index: Int, position: Int)?
    while true {
      if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
        index += 1
        retry = (index, position)
      } else if index < pattern.count, position < text.endIndex, pattern[index] == text[position] {
        index += 1
        position += 1
      } else if index == pattern.count, position == text.endIndex {
        return true
      } else if let last = retry, last.position < text.endIndex {
        retry = (last.index, last.position + 1)
        (index, position) = (last.index, last.position + 1)
      } else {
        return false
      }
    }
  }
}

/// Names, of which one must match; `*` stands for any characters.
struct NamePatterns: Sendable {
  private let exact: Set<String>
  private let globs: [Glob]

  init(_ names: [String]) {
    exact = Set(names.filter { !$0.contains("*") })
    globs = names.filter { $0.contains("*") }.map { Glob(Array($0.utf8)) }
  }

  func match(_ name: String) -> Bool {
    if exact.contains(name) { return true }
    guard !globs.isEmpty else { return false }
    let bytes = Array(name.utf8)
    return globs.contains { $0.matches(bytes[...]) }
  }
}
