/// What a primitive refuses; a caller says which thing it concerns.
public enum CryptoError: Error, Hashable, Sendable {
  /// The tag does not fit: another key, other associated data, or changed bytes.
  case notAuthentic
  /// Parameters outside the limits that are checked before anything is allocated.
  case badParameters(String)
  /// OpenSSL itself failed, which happens without memory or entropy.
  case library(String)
}
