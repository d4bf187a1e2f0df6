internal import Domain

/// A value that decides something, as the bytes that the admin key signs.
///
/// The first field is `sig_version`, the number of the field list; a new field joins under a new number only.
protocol RecordBody: Sendable {
  static var kind: RecordKind { get }
  var id: Identifier { get }
  var recordVersion: Int { get }

  func encode() -> [UInt8]
  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> Self
}

enum RecordKind: String, Sendable {
  case grant, secret, policy, connection
  case oauthApp = "oauth_app"
  case provider, approval, caller

  /// The number of the longest field list of this kind that this program knows.
  var sigVersion: Int64 { self == .policy ? PolicyRecord.sigVersion : 1 }
}

extension CanonicalReader {
  mutating func version(_ known: Int64) throws(Malformed) {
    guard try integer() == known else { throw Malformed() }
  }

  mutating func identifier() throws(Malformed) -> Identifier {
    guard let id = Identifier(bytes: try bytes()) else { throw Malformed() }
    return id
  }

  mutating func time() throws(Malformed) -> Timestamp { Timestamp(microseconds: try integer()) }

  mutating func optionalTime() throws(Malformed) -> Timestamp? {
    try optionalInteger().map { Timestamp(microseconds: $0) }
  }
}

extension CanonicalWriter {
  mutating func append(_ id: Identifier) { append(id.bytes) }
  mutating func append(_ time: Timestamp) { append(time.microseconds) }
  mutating func append(_ time: Timestamp?) { append(time?.microseconds) }
}
