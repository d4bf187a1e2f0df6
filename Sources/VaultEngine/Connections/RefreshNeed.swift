internal import Domain

/// Why somebody wants a newer token than the one they looked at.
struct RefreshNeed: Sendable {
  enum Reason: Sendable {
    /// It is near its end.
    case due
    /// The API answered 401.
    case unauthorized
    /// A person asked.
    case asked
  }

  /// The number of the token that was looked at.
  let seen: Int
  let reason: Reason

  /// Whether there is a newer one, or none is needed yet.
  func isMet(by state: ConnectionState, of connection: Identifier, at now: Timestamp) -> Bool {
    state.tokenVersion != seen || reason == .due && !state.isDue(connection, at: now)
  }
}

/// How a refresh ended for those who waited for it.
enum RefreshEnding: Sendable {
  /// There is a newer token, or none was needed.
  case fresh(ConnectionState)
  /// The provider gave none this time; the state says why.
  case failed(ConnectionState)
  /// The user has to agree again.
  case reauth(VaultError)
}
