internal import Domain

/// An OAuth connection without its tokens, which are sealed under its id.
struct ConnectionRecord: RecordBody {
  static let kind = RecordKind.connection

  var connection: Connection

  var id: Identifier { connection.id }
  var recordVersion: Int { connection.version }

  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(connection.id)
      fields.append(Int64(connection.version))
      fields.append(connection.name)
      fields.append(connection.provider)
      fields.append(connection.appID)
      fields.append(connection.userID)
      fields.append(connection.label)
      fields.append(connection.account)
      fields.append(connection.binding.origins.map(\.description))
      fields.append(connection.injection.encode())
      fields.append(connection.scopesAsked)
      fields.append(connection.createdAt)
      fields.append(connection.connectedAt)
      fields.append(connection.revokedAt)
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> ConnectionRecord {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      let id = try fields.identifier()
      let version = Int(try fields.integer())
      let (name, provider, appID) = (try fields.text(), try fields.text(), try fields.identifier())
      let (userID, label, account) = (try fields.text(), try fields.text(), try fields.text())
      let connection = Connection(
        id: id, name: name, provider: provider, appID: appID, userID: userID, label: label, account: account,
        binding: try Binding(canonical: fields.list()), injection: try Injection.decode(fields.bytes()),
        scopesAsked: try fields.list(),
        createdAt: try fields.time(), connectedAt: try fields.time(), revokedAt: try fields.optionalTime(),
        version: version)
      return ConnectionRecord(connection: connection)
    }
  }
}
