internal import Domain

/// Something that a caller made or ended. It never widens: what is left of it is found along the chain up to the admin.
enum IssuedBody: Sendable, Hashable {
  /// A caller below another. `makerKey` is the derived key that its maker showed: it dies with that one.
  case caller(Caller, makerKey: Identifier?)
  /// A key of any caller, for which no passphrase was typed.
  case key(CallerKey, owner: Identifier)
  case grant(IssuedGrant, makerKey: Identifier?)
  /// Ends a grant, a caller or a key that the admin made.
  case withdrawal(Withdrawal)
  /// Deprecates a key that the admin minted.
  case deprecation(Deprecation)
  /// What an end user connected or gave, for the caller that asked.
  case userGrant(UserGrant)
  /// What an end user has said of a grant of theirs, which only narrows it.
  case userLimits(UserLimits)
  /// An end user's answer to a call that waits, where a rule or their own limits name them.
  case userAnswer(ApprovalRecord)

  struct Withdrawal: Sendable, Hashable {
    let target: Identifier
    let time: Timestamp
    let reason: String
    /// The name of the caller that did it.
    let by: String
  }

  struct Deprecation: Sendable, Hashable {
    let key: Identifier
    let time: Timestamp
    let expiresAt: Timestamp?
  }

  enum Kind: String, Sendable {
    case caller, key, grant, withdrawal, deprecation
    case userGrant = "user_grant"
    case userLimits = "user_limits"
    case userAnswer = "user_answer"

    /// For error texts.
    var inWords: String {
      switch self {
      case .caller: "agent"
      case .key: "caller key"
      case .grant: "issued grant"
      case .withdrawal: "withdrawal of"
      case .deprecation: "deprecation of"
      case .userGrant: "user's grant"
      case .userLimits: "user's limits of"
      case .userAnswer: "user's answer"
      }
    }
  }

  var kind: Kind {
    switch self {
    case .caller: .caller
    case .key: .key
    case .grant: .grant
    case .withdrawal: .withdrawal
    case .deprecation: .deprecation
    case .userGrant: .userGrant
    case .userLimits: .userLimits
    case .userAnswer: .userAnswer
    }
  }

  var id: Identifier {
    switch self {
    case .caller(let caller, _): caller.id
    case .key(let key, _): key.id
    case .grant(let grant, _): grant.id
    case .withdrawal(let withdrawal): withdrawal.target
    case .deprecation(let deprecation): deprecation.key
    case .userGrant(let grant): grant.id
    case .userLimits(let limits): limits.grant
    case .userAnswer(let answer): answer.id
    }
  }

  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Int64(1))
      switch self {
      case .caller(let caller, let makerKey):
        fields.append(caller)
        fields.append(makerKey)
      case .key(let key, let owner):
        fields.append(key)
        fields.append(owner)
      case .grant(let grant, let makerKey):
        fields.append(grant)
        fields.append(makerKey)
      case .withdrawal(let withdrawal):
        fields.append(withdrawal.target)
        fields.append(withdrawal.time)
        fields.append(withdrawal.reason)
        fields.append(withdrawal.by)
      case .deprecation(let deprecation):
        fields.append(deprecation.key)
        fields.append(deprecation.time)
        fields.append(deprecation.expiresAt)
      case .userGrant(let grant): fields.append(grant)
      case .userLimits(let limits): fields.append(limits)
      case .userAnswer(let answer): fields.append(answer.encode())
      }
    }
  }

  static func decode(_ kind: Kind, _ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> IssuedBody {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      switch kind {
      case .caller: return .caller(try fields.caller(), makerKey: try fields.optionalIdentifier())
      case .key: return .key(try fields.callerKey(), owner: try fields.identifier())
      case .grant: return .grant(try fields.issuedGrant(), makerKey: try fields.optionalIdentifier())
      case .withdrawal:
        return .withdrawal(
          Withdrawal(
            target: try fields.identifier(), time: try fields.time(), reason: try fields.text(), by: try fields.text()))
      case .deprecation:
        return .deprecation(
          Deprecation(key: try fields.identifier(), time: try fields.time(), expiresAt: try fields.optionalTime()))
      case .userGrant: return .userGrant(try fields.userGrant())
      case .userLimits: return .userLimits(try fields.userLimits())
      case .userAnswer: return .userAnswer(try ApprovalRecord.decode(try fields.bytes()))
      }
    }
  }
}

extension CanonicalWriter {
  fileprivate mutating func append(_ grant: IssuedGrant) {
    append(grant.id)
    append(grant.kind.rawValue)
    append(grant.parent)
    append(grant.maker)
    append(grant.holder)
    append(grant.label)
    append(grant.methods)
    append(grant.paths)
    append(grant.isDelegable)
    append(grant.createdAt)
    append(grant.expiresAt)
    append(grant.revokedAt)
  }
}

extension CanonicalReader {
  fileprivate mutating func issuedGrant() throws(Malformed) -> IssuedGrant {
    let id = try identifier()
    guard let kind = IssuedGrant.Kind(rawValue: try text()) else { throw Malformed() }
    return IssuedGrant(
      id: id, kind: kind, parent: try identifier(), maker: try identifier(), holder: try identifier(),
      label: try text(), methods: try list(), paths: try list(), isDelegable: try flag(), createdAt: try time(),
      expiresAt: try optionalTime(), revokedAt: try optionalTime())
  }
}
