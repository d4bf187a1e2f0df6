public import Domain

/// Finds the injected values where a provider sends them back, and overwrites them with asterisks of equal length.
///
/// Each value is found as it is, percent-encoded (wholly or in part, in either letter case) and inside Base64, in its
/// three alignments and both alphabets. What is found does not depend on how the body is cut into chunks: of a chunk only
/// a tail that could begin a match is held back. After the first `limit` bytes no further match begins.
///
/// Values under four bytes are not looked for, nor are Base64 forms under six characters: they would be found in any
/// text. For basic authentication give both the password and the encoded pair.
public struct ReflectionScanner: Sendable {
  /// How much of a body is read.
  public static let standardLimit = 64 * 1024

  private let patterns: ReflectionPatterns
  private let limit: Int
  /// How many bytes of the body have been released.
  private var released = 0
  /// Bytes of the body that wait for their decision.
  private var window: [UInt8] = []
  /// How many bytes, from the window's beginning, are to be overwritten.
  private var covered = 0

  /// How many reflections were found, headers included.
  public private(set) var hits = 0
  public var hasFound: Bool { hits > 0 }

  public init(needles: [SecretBytes], limit: Int = ReflectionScanner.standardLimit) {
    patterns = ReflectionPatterns(needles)
    self.limit = limit
  }

  /// A header's value, as a whole.
  public mutating func scan(header text: String) -> String {
    if patterns.isEmpty { return text }
    var pass = ReflectionScanner(patterns: patterns)
    let output = pass.scan(Array(text.utf8)) + pass.finish()
    guard pass.hits > 0 else { return text }
    hits += pass.hits
    return String(decoding: output, as: UTF8.self)
  }

  /// The next chunk of the body; answers with the bytes that are decided, which may be none.
  public mutating func scan(_ chunk: [UInt8]) -> [UInt8] {
    if window.isEmpty, covered == 0, patterns.isEmpty || released >= limit {
      released += chunk.count
      return chunk
    }
    window += chunk
    return release(atEnd: false)
  }

  /// What was held back, after the last chunk.
  public mutating func finish() -> [UInt8] { release(atEnd: true) }

  private init(patterns: ReflectionPatterns) {
    self.patterns = patterns
    limit = .max
  }

  private mutating func release(atEnd: Bool) -> [UInt8] {
    var decided = window.count
    var coverEnd = covered
    var found = 0
    // Matches are looked for in the window, which stays as it came, so that one found earlier hides no other.
    var output = window
    patterns.withMatcher { matcher in
      for position in 0..<window.count {
        if position < limit - released {
          if matcher.canBegin(with: window[position]) {
            let match = matcher.match(window, at: position)
            if match.isUndecided && !atEnd {
              decided = position
              return
            }
            if match.length > 0 {
              if position >= coverEnd { found += 1 }
              coverEnd = max(coverEnd, position + match.length)
            }
          }
        } else if position >= coverEnd {
          return
        }
        if position < coverEnd { output[position] = UInt8(ascii: "*") }
      }
    }
    hits += found
    output.removeLast(output.count - decided)
    window.removeFirst(decided)
    covered = max(0, coverEnd - decided)
    released += decided
    return output
  }
}
