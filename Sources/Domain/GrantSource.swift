/// Where a grant's credential comes from. Both kinds end in one call, `vault.request`.
public enum GrantSource: Hashable, Sendable, Identifiable {
  case secret(Secret)
  case connection(Connection)

  public var id: Identifier {
    switch self {
    case .secret(let secret): secret.id
    case .connection(let connection): connection.id
    }
  }

  public var name: String {
    switch self {
    case .secret(let secret): secret.name
    case .connection(let connection): connection.name
    }
  }

  public var provider: String {
    switch self {
    case .secret(let secret): secret.provider
    case .connection(let connection): connection.provider
    }
  }

  /// What the credential is, in words.
  public var kind: String {
    switch self {
    case .secret(let secret): secret.kind
    case .connection: "OAuth connection"
    }
  }

  public var binding: Binding {
    switch self {
    case .secret(let secret): secret.binding
    case .connection(let connection): connection.binding
    }
  }

  public var injection: Injection {
    switch self {
    case .secret(let secret): secret.injection
    case .connection(let connection): connection.injection
    }
  }

  public var revokedAt: Timestamp? {
    switch self {
    case .secret(let secret): secret.revokedAt
    case .connection(let connection): connection.revokedAt
    }
  }

  public var secret: Secret? {
    if case .secret(let secret) = self { secret } else { nil }
  }

  public var connection: Connection? {
    if case .connection(let connection) = self { connection } else { nil }
  }

  /// The same, as if it had never been revoked.
  public var alive: GrantSource {
    switch self {
    case .secret(var secret):
      secret.revokedAt = nil
      return .secret(secret)
    case .connection(var connection):
      connection.revokedAt = nil
      return .connection(connection)
    }
  }
}
