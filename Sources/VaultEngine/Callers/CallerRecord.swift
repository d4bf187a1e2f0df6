internal import Domain

/// A caller that the admin made, with the keys that the admin minted.
struct CallerRecord: RecordBody {
  static let kind = RecordKind.caller

  var caller: Caller

  var id: Identifier { caller.id }
  var recordVersion: Int { caller.version }

  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(caller)
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> CallerRecord {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      let caller = try fields.caller()
      guard caller.parent == nil else { throw CanonicalReader.Malformed() }
      return CallerRecord(caller: caller)
    }
  }
}

extension CanonicalWriter {
  mutating func append(_ id: Identifier?) { append(id?.bytes ?? []) }

  mutating func append(_ caller: Caller) {
    append(caller.id)
    append(Int64(caller.version))
    append(caller.name)
    append(caller.displayName)
    append(caller.kind.rawValue)
    append(caller.parent)
    switch caller.reach {
    case .every: append(["*"])
    case .only(let grants): append(grants.sorted().map(\.description))
    }
    append(caller.rights)
    append(caller.addresses.map(\.description))
    append(caller.ratePerMinute.map(Int64.init))
    append(caller.metadata)
    append(
      CanonicalWriter.write { keys in for key in caller.keys { keys.append(CanonicalWriter.write { $0.append(key) }) } }
    )
    append(caller.createdAt)
    append(caller.expiresAt)
    append(caller.suspendedAt)
    append(caller.revokedAt)
  }

  mutating func append(_ key: CallerKey) {
    append(key.id)
    append(key.name)
    append(key.form.rawValue)
    append(key.prefix)
    append(key.digest)
    append(key.rights)
    append(key.addresses.map(\.description))
    append(key.ratePerMinute.map(Int64.init))
    append(key.parent)
    append(key.createdAt)
    append(key.expiresAt)
    append(key.deprecatedAt)
    append(key.revokedAt)
  }

  private mutating func append(_ rights: Set<CallerRight>) { append(rights.sorted().map(\.rawValue)) }
}

extension CanonicalReader {
  mutating func caller() throws(Malformed) -> Caller {
    let (id, version) = (try identifier(), Int(try integer()))
    let (name, displayName) = (try text(), try text())
    guard let kind = Caller.Kind(rawValue: try text()) else { throw Malformed() }
    let parent = try optionalIdentifier()
    let reach = try reach()
    let (rights, addresses, rate) = (try rights(), try ranges(), try optionalInteger())
    let metadata = try text()
    var list = CanonicalReader(try bytes())
    var keys: [CallerKey] = []
    while !list.isAtEnd {
      keys.append(
        try CanonicalReader.read(list.bytes()) { (fields) throws(CanonicalReader.Malformed) in try fields.callerKey() })
    }
    return Caller(
      id: id, name: name, displayName: displayName, kind: kind, parent: parent, reach: reach, rights: rights,
      addresses: addresses, ratePerMinute: rate.map { Int($0) }, metadata: metadata, keys: keys,
      createdAt: try time(), expiresAt: try optionalTime(), suspendedAt: try optionalTime(),
      revokedAt: try optionalTime(), version: version)
  }

  mutating func callerKey() throws(Malformed) -> CallerKey {
    let (id, name) = (try identifier(), try text())
    guard let form = CallerKeyText.Form(rawValue: try text()) else { throw Malformed() }
    let (prefix, digest) = (try text(), try bytes())
    let (rights, addresses, rate) = (try rights(), try ranges(), try optionalInteger())
    return CallerKey(
      id: id, name: name, form: form, prefix: prefix, digest: digest, rights: rights, addresses: addresses,
      ratePerMinute: rate.map { Int($0) }, parent: try optionalIdentifier(), createdAt: try time(),
      expiresAt: try optionalTime(), deprecatedAt: try optionalTime(), revokedAt: try optionalTime())
  }

  private mutating func reach() throws(Malformed) -> Caller.Reach {
    let names = try list()
    if names == ["*"] { return .every }
    let ids = names.compactMap { Identifier($0) }
    guard ids.count == names.count else { throw Malformed() }
    return .only(Set(ids))
  }

  private mutating func rights() throws(Malformed) -> Set<CallerRight> {
    let names = try list()
    let rights = names.compactMap(CallerRight.init(rawValue:))
    guard rights.count == names.count else { throw Malformed() }
    return Set(rights)
  }

  private mutating func ranges() throws(Malformed) -> [AddressRange] {
    let texts = try list()
    let ranges = texts.compactMap { AddressRange($0) }
    // A range that cannot be read would be one restriction less.
    guard ranges.count == texts.count else { throw Malformed() }
    return ranges
  }
}
