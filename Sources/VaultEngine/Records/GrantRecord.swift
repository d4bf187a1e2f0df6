internal import Domain

/// A grant with the version of its row.
struct GrantRecord: RecordBody {
  static let kind = RecordKind.grant

  var grant: Grant
  var recordVersion: Int

  var id: Identifier { grant.id }

  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(grant.id)
      fields.append(Int64(recordVersion))
      fields.append(grant.name)
      fields.append(grant.sourceID)
      fields.append(grant.principal.description)
      fields.append(grant.label)
      fields.append(grant.isStrict)
      fields.append(grant.createdAt)
      fields.append(grant.expiresAt)
      fields.append(grant.revokedAt)
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> GrantRecord {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      let id = try fields.identifier()
      let version = Int(try fields.integer())
      let name = try fields.text()
      let sourceID = try fields.identifier()
      guard let principal = Principal(try fields.text()) else { throw CanonicalReader.Malformed() }
      let grant = Grant(
        id: id, name: name, sourceID: sourceID, principal: principal, label: try fields.text(),
        isStrict: try fields.flag(), createdAt: try fields.time(), expiresAt: try fields.optionalTime(),
        revokedAt: try fields.optionalTime())
      return GrantRecord(grant: grant, recordVersion: version)
    }
  }
}
