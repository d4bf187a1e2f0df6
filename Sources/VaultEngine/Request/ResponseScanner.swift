internal import Domain
internal import Outbound

/// Looks for the injected value in an answer and overwrites it: the headers, and the beginning of a body that is not
/// encoded.
struct ResponseScanner {
  let headers: [(name: String, value: String)]
  /// The body is compressed, because the caller asked for that, and cannot be looked into.
  let isSkipped: Bool
  private(set) var hasReflection = false
  private var scanner: ReflectionScanner

  init(_ response: OutboundResponse, needles: [SecretBytes]) {
    var scanner = ReflectionScanner(needles: needles)
    headers = response.headers.map { ($0.name, scanner.scan(header: $0.value)) }
    hasReflection = scanner.hasFound
    self.scanner = scanner
    let encoding = response.header("content-encoding")?.lowercased()
    isSkipped = encoding != nil && encoding != "identity"
  }

  mutating func scan(_ chunk: [UInt8]) -> [UInt8] {
    if isSkipped { return chunk }
    defer { hasReflection = scanner.hasFound }
    return scanner.scan(chunk)
  }

  /// What was held back because a match could have begun in it.
  mutating func finish() -> [UInt8] {
    if isSkipped { return [] }
    defer { hasReflection = scanner.hasFound }
    return scanner.finish()
  }
}
