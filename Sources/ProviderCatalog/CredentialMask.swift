internal import Domain

/// Keeps credentials out of the audit log: some APIs want them in the path, and some programs put them there.
public enum CredentialMask {
  static let mask = "***"

  /// The path with every recognised credential replaced by `***`; a path without one is returned as it is.
  public static func path(_ path: String) -> String {
    let bytes = Array(path.utf8)
    // Nothing shorter is recognised, and most paths hold no long word: the catalogue need not be read for them.
    guard bytes.split(whereSeparator: { $0 == UInt8(ascii: "/") }).contains(where: { $0.count >= shortest }) else {
      return path
    }
    return masked(path, bytes)
  }

  /// Any text with every recognised credential replaced by `***`.
  public static func text(_ text: String) -> String {
    text.utf8.count < shortest ? text : masked(text, Array(text.utf8))
  }

  /// Never inlined: the optimizer would then read the catalogue at the beginning of ``path(_:)``, whether it is needed or
  /// not, which costs a command 5 ms.
  @inline(never)
  private static func masked(_ path: String, _ bytes: [UInt8]) -> String {
    let forms = forms
    var ranges = ranges(in: bytes, forms)
    var start = 0
    for segment in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      let range = start..<(start + segment.count)
      start = range.upperBound + 1
      guard segment.contains(UInt8(ascii: "%")), !ranges.contains(where: range.overlaps) else { continue }
      if !Self.ranges(in: decoded(segment), forms).isEmpty { ranges.append(range) }
    }
    guard !ranges.isEmpty else { return path }
    var output: [UInt8] = []
    var position = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.lowerBound >= position {
      output += bytes[position..<range.lowerBound] + Array(mask.utf8)
      position = range.upperBound
    }
    return String(decoding: output + bytes[position...], as: UTF8.self)
  }

  private static let shortest = 16

  private struct Form: Sendable {
    let pattern: CredentialPattern
    let checksum: Checksum?
    /// Whether the pattern is of a part of a path and not of a credential.
    let isPath: Bool
  }

  /// What proves itself in the middle of a path. A checksum is asked for only where the form alone is too common.
  private static let forms: [Form] = Catalog.builtIn().providers.flatMap { provider in
    provider.managed.filter { $0.strength == .strong }.flatMap { kind in
      [
        kind.pattern.map { Form(pattern: $0, checksum: $0.prefix.isEmpty ? kind.checksum : nil, isPath: false) },
        kind.pathPattern.map { Form(pattern: $0, checksum: nil, isPath: true) },
      ].compactMap { $0 }
    }
      + provider.recogniseOnly.filter { $0.strength == .strong }.map {
        Form(pattern: $0.pattern, checksum: nil, isPath: false)
      }
  }

  private static func ranges(in bytes: [UInt8], _ forms: [Form]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      let best = forms.compactMap { form -> Range<Int>? in
        guard let match = form.pattern.match(at: start, in: bytes) else { return nil }
        if let checksum = form.checksum, !checksum.holds(for: Array(bytes[start..<match.end])) { return nil }
        return form.isPath ? match.groups["token"] : start..<match.end
      }.max { $0.upperBound < $1.upperBound }
      if let best { found.append(best) }
      start = best?.upperBound ?? start + 1
    }
    return found
  }

  private static func decoded(_ segment: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    var rest = segment
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        rest = rest.dropFirst(2)
        output.append(value)
      } else {
        output.append(byte)
      }
    }
    return output
  }
}
