internal import Domain

/// A request in the one form that both sides of an AWS signature compute (AWS IAM User Guide, "Create a signed AWS API
/// request": the canonical request).
public struct AWSRequest: Sendable {
  /// What is signed of the body.
  public enum Payload: Sendable {
    case bytes([UInt8])
    /// Not signed; S3 takes it over TLS (S3 API Reference, "Authenticating Requests").
    case unsigned

    /// The value of `X-Amz-Content-Sha256`.
    public var hash: String {
      switch self {
      case .bytes(let bytes): Hexadecimal.text(SHA256Hash.of(bytes))
      case .unsigned: "UNSIGNED-PAYLOAD"
      }
    }
  }

  let canonical: String
  let signedHeaders: String

  /// - Parameters:
  ///   - path: as it is sent. S3 takes it as it is; every other service escapes it once more and folds slashes.
  ///   - query: as it is sent, without the question mark.
  ///   - headers: those that are signed; `Host` must be among them.
  public init(
    method: String, path: String, query: String?, headers: [(name: String, value: String)], payload: Payload,
    isS3: Bool
  ) {
    var values: [String: [String]] = [:]
    for (name, value) in headers { values[name.lowercased(), default: []].append(Self.folded(value)) }
    let names = values.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    signedHeaders = names.joined(separator: ";")
    let lines = names.map { "\($0):\((values[$0] ?? []).joined(separator: ","))\n" }.joined()
    let uri = isS3 ? path : AWSEscaping.again(path)
    canonical = [method, uri, Self.sorted(query ?? ""), lines, signedHeaders, payload.hash].joined(separator: "\n")
  }

  /// Without space at the edges, and with one in place of several.
  private static func folded(_ value: String) -> String {
    value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
  }

  /// By name, then by value; a name alone has an empty value.
  private static func sorted(_ query: String) -> String {
    var pairs: [(name: [UInt8], value: [UInt8])] = query.split(separator: "&").map { part in
      let mark = part.firstIndex(of: "=") ?? part.endIndex
      return (Array(part[..<mark].utf8), Array(part[mark...].dropFirst().utf8))
    }
    pairs.sort { left, right in
      left.name == right.name
        ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
    }
    return pairs.map { String(decoding: $0.name + [UInt8(ascii: "=")] + $0.value, as: UTF8.self) }
      .joined(separator: "&")
  }
}

/// How AWS escapes URLs: everything but the unreserved characters of RFC 3986.
public enum AWSEscaping {
  /// A path for S3, in which what is sent is what is signed; escapes stay.
  public static func path(_ path: String) -> String { escaped(path, keeping: "/%") }

  /// A query as it is signed, in its order; escapes stay. A plus is a space, as forms write it.
  public static func query(_ query: String) -> String {
    query.split(separator: "&").map { part -> String in
      let text = part.replacing("+", with: "%20")
      guard let mark = text.firstIndex(of: "=") else { return escaped(text, keeping: "%") }
      return "\(escaped(text[..<mark], keeping: "%"))=\(escaped(text[text.index(after: mark)...], keeping: "%"))"
    }.joined(separator: "&")
  }

  /// A path that is escaped already, for the services that sign it escaped twice, with one slash for several.
  static func again(_ path: String) -> String {
    let folded = "/" + path.split(separator: "/").joined(separator: "/")
    return escaped(path.hasSuffix("/") && folded != "/" ? folded + "/" : folded, keeping: "/")
  }

  private static func escaped(_ text: some StringProtocol, keeping kept: String) -> String {
    let kept = Set(kept.utf8)
    let bytes = text.utf8.flatMap { kept.contains($0) ? [$0] : PercentEncoding.encode(CollectionOfOne($0)) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
