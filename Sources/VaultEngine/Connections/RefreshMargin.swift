internal import Domain
internal import VaultCrypto

extension ConnectionState {
  /// When the token is renewed: five minutes before its end, or half its lifetime where that is less. A tenth more or
  /// less, from the token's number, so that connections made together are not all renewed together.
  ///
  /// nil when access does not end.
  func dueAt(_ connection: Identifier) -> Timestamp? {
    guard let end = accessExpiresAt else { return nil }
    let lifetime = max(0, end.microseconds - refreshedAt.microseconds)
    let margin = min(Self.longestMargin, lifetime / 2)
    let number = connection.bytes + CanonicalWriter.bigEndian(Int64(tokenVersion))
    let permille = SHA256Hash.of(number).prefix(2).reduce(0) { $0 << 8 | Int64($1) } % 201 + 900
    return Timestamp(microseconds: end.microseconds - margin * permille / 1000)
  }

  func isDue(_ connection: Identifier, at now: Timestamp) -> Bool { dueAt(connection).map { $0 <= now } ?? false }

  /// Whether the provider said that the present token is over.
  func isExpired(at now: Timestamp) -> Bool { accessExpiresAt.map { $0 <= now } ?? false }

  private static let longestMargin: Int64 = 300_000_000
}
