internal import Domain

/// An OAuth app without its client secret, which is sealed under the app's id.
struct OAuthAppRecord: RecordBody {
  static let kind = RecordKind.oauthApp

  var app: OAuthApp

  var id: Identifier { app.id }
  var recordVersion: Int { app.version }

  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(app.id)
      fields.append(Int64(app.version))
      fields.append(app.name)
      fields.append(app.provider)
      fields.append(app.clientID)
      fields.append(app.hasClientSecret)
      fields.append(app.scopes)
      fields.append(app.redirectURI)
      fields.append(app.createdAt)
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> OAuthAppRecord {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      let id = try fields.identifier()
      let version = Int(try fields.integer())
      let app = OAuthApp(
        id: id, name: try fields.text(), provider: try fields.text(), clientID: try fields.text(),
        hasClientSecret: try fields.flag(), scopes: try fields.list(), redirectURI: try fields.text(),
        createdAt: try fields.time(), version: version)
      return OAuthAppRecord(app: app)
    }
  }
}
