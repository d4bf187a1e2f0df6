/// What is known of one call. nil, or `unread`, means that nobody knows: then a condition that looks there neither lifts
/// a denial nor permits anything.
public struct CallFacts: Hashable, Sendable {
  /// Upper case.
  public var method: String
  public var url: CanonicalURL
  public var caller: String?
  public var address: NetworkAddress?
  /// Names of the query's parameters; taken from the URL.
  public var queryKeys: [String]?
  /// Names of the caller's own headers, in lower case.
  public var headerNames: [String]?
  /// nil for a body that comes as it is sent.
  public var bodySize: Int64?
  public var body: CallBody

  public init(
    method: String, url: CanonicalURL, caller: String? = nil, address: NetworkAddress? = nil,
    headerNames: [String]? = nil, bodySize: Int64? = nil, body: CallBody = .unread
  ) {
    self.method = method.uppercased()
    self.url = url
    self.caller = caller
    self.address = address
    queryKeys = url.query.map(Self.keys) ?? []
    self.headerNames = headerNames?.map { $0.lowercased() }
    self.bodySize = bodySize
    self.body = body
  }

  /// Names as the log holds them, still escaped.
  public static func keys(escaped names: [String]) -> [String] { keys(of: names.joined(separator: "&")) }

  /// The names as a server may read them: also where it splits at semicolons, and without escapes.
  static func keys(of query: String) -> [String] {
    var keys: [String] = []
    for part in query.split(separator: "&") {
      let readings = [part] + (part.contains(";") ? part.split(separator: ";") : [])
      for reading in readings {
        let key = PercentEncoding.decodedName(reading.prefix { $0 != "=" })
        if !keys.contains(key) { keys.append(key) }
      }
    }
    return keys
  }
}

extension PercentEncoding {
  /// The name of a query's parameter: `%5B` is `[`, a plus a blank. Bytes that are no UTF-8 stay escaped.
  static func decodedName(_ text: Substring) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return String(text) }
    var output: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        output.append(value)
        rest = rest.dropFirst(2)
      } else {
        output.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
      }
    }
    return String(validating: output, as: UTF8.self) ?? String(text)
  }
}

/// What a decision needs beside the call: the clock, the newest time in the log, and the counts.
public struct PolicyContext: Sendable {
  public var now: Timestamp
  /// The time of the newest event; nil where nobody looked.
  public var newestEvent: Timestamp?
  public var counts: Counts

  public enum Counts: Sendable {
    /// As if no call had been made yet.
    case none
    case known([CounterKey: Int64])
  }

  public init(now: Timestamp, newestEvent: Timestamp? = nil, counts: Counts = .none) {
    self.now = now
    self.newestEvent = newestEvent
    self.counts = counts
  }

  /// Whether the clock was set back: the log is ahead of it by more than what two processes may differ. Then it cannot be
  /// told what time it is, and what depends on it permits nothing.
  public var clockWentBack: Bool {
    newestEvent.map { $0.microseconds > now.microseconds + Self.tolerance } ?? false
  }

  private static let tolerance: Int64 = 10_000_000

  func count(_ key: CounterKey) -> Int64? {
    switch counts {
    case .none: 0
    case .known(let counts): counts[key]
    }
  }
}
