internal import Domain

extension CanonicalWriter {
  mutating func append(_ grant: UserGrant) {
    append(GrantRecord(grant: grant.grant, recordVersion: 1).encode())
    switch grant.source {
    case .connection(let connection):
      append("connection")
      append(ConnectionRecord(connection: connection).encode())
    case .secret(let secret):
      append("secret")
      append(SecretRecord(secret: secret, recordVersion: 1).encode())
    }
    append(grant.caller)
    append(grant.session)
    append(grant.latestEnd)
    append(grant.methods)
    append(grant.paths)
  }

  mutating func append(_ limits: UserLimits) {
    append(limits.grant)
    append(limits.user)
    append(limits.methods)
    append(limits.hours.map { [$0.daysText, $0.hoursText, $0.zone] } ?? [])
    append(limits.asksFirst)
    append(limits.expiresAt)
    append(limits.changedAt)
  }
}

extension CanonicalReader {
  mutating func userGrant() throws(Malformed) -> UserGrant {
    let grant = try GrantRecord.decode(try bytes()).grant
    let source: GrantSource =
      switch try text() {
      case "connection": .connection(try ConnectionRecord.decode(try bytes()).connection)
      case "secret": .secret(try SecretRecord.decode(try bytes()).secret)
      default: throw Malformed()
      }
    guard source.id == grant.sourceID else { throw Malformed() }
    return UserGrant(
      grant: grant, source: source, caller: try identifier(), session: try identifier(),
      latestEnd: try optionalTime(), methods: try list(), paths: try list())
  }

  mutating func userLimits() throws(Malformed) -> UserLimits {
    UserLimits(
      grant: try identifier(), user: try text(), methods: try list(), hours: try timeWindow(),
      asksFirst: try flag(), expiresAt: try optionalTime(), changedAt: try time())
  }

  private mutating func timeWindow() throws(Malformed) -> TimeWindow? {
    let parts = try list()
    if parts.isEmpty { return nil }
    guard parts.count == 3, let days = TimeWindow.days(parts[0]), let hours = TimeWindow.hours(parts[1]),
      let window = TimeWindow(days: days, start: hours.start, end: hours.end, zone: parts[2])
    else { throw Malformed() }
    return window
  }
}
