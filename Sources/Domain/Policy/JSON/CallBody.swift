/// What is known of a call's body.
public enum CallBody: Hashable, Sendable {
  case none
  case json(JSONValue)
  /// There is one, but not as JSON that everybody reads in the same way: no such content type, an encoding, bad syntax.
  case notJSON
  /// More bytes than are kept in memory to be looked at.
  case tooLarge
  /// Nobody looked.
  case unread

  /// So many bytes are kept in memory when a rule looks into the body; a longer body cannot be looked into.
  public static let limit = 1_048_576

  /// Reads a body. It must say that it is JSON, since a server takes the same bytes without it for something else.
  public init(_ bytes: [UInt8], headers: [(name: String, value: String)]) {
    guard !bytes.isEmpty else {
      self = .none
      return
    }
    guard bytes.count <= Self.limit else {
      self = .tooLarge
      return
    }
    guard Self.saysJSON(headers), let value = JSONValue(bytes) else {
      self = .notJSON
      return
    }
    self = .json(value)
  }

  /// Whether the headers say JSON in UTF-8 and nothing else (RFC 8259, section 11; RFC 6839, section 3.1).
  static func saysJSON(_ headers: [(name: String, value: String)]) -> Bool {
    let types = headers.filter { $0.name.lowercased() == "content-type" }
    let encodings = headers.filter { $0.name.lowercased() == "content-encoding" }
    guard types.count == 1, let type = types.first, encodings.allSatisfy({ $0.value.lowercased() == "identity" }) else {
      return false
    }
    let parts = type.value.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
    guard let kind = parts.first else { return false }
    let isJSON = kind == "application/json" || (kind.hasPrefix("application/") && kind.hasSuffix("+json"))
    let charsets = parts.dropFirst().filter { $0.hasPrefix("charset=") }
    return isJSON && charsets.allSatisfy { ["charset=utf-8", "charset=\"utf-8\""].contains($0) }
  }
}
