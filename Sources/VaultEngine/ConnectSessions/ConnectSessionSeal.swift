internal import Domain
internal import VaultCrypto

/// The MAC over a connect session, under a key of its own: nobody who can only write the file can answer one.
struct ConnectSessionSeal: Sendable {
  private let key: SecretBytes
  private let vaultID: Identifier

  init(_ keys: UseKeys, vaultID: Identifier) throws(VaultError) {
    do { key = try HKDF.derive(keys.key(.callerPepper), info: Array("gatehouse connect session".utf8)) } catch {
      throw VaultError(.storage, "the cryptographic library failed", hint: "nothing was changed")
    }
    self.vaultID = vaultID
  }

  func row(_ session: ConnectSession, token: [UInt8]) -> ConnectSessionRow {
    let body = session.encode()
    return ConnectSessionRow(
      id: session.id, token: token, expiresAt: session.expiresAt, body: body,
      mac: mac(session.id, token: token, body: body))
  }

  func open(_ row: ConnectSessionRow) throws(VaultError) -> ConnectSession {
    guard MAC.areEqual(row.mac, mac(row.id, token: row.token, body: row.body)),
      let session = try? ConnectSession.decode(row.body), session.id == row.id, session.expiresAt == row.expiresAt
    else { throw .damaged("the connect session \(row.id) was changed outside gatehouse") }
    return session
  }

  private func mac(_ id: Identifier, token: [UInt8], body: [UInt8]) -> [UInt8] {
    MAC.of(
      CanonicalWriter.write { fields in
        fields.append("connect session 1")
        fields.append(vaultID)
        fields.append(id)
        fields.append(token)
        fields.append(body)
      }, key: key)
  }
}

extension ConnectSession {
  fileprivate func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(id)
      fields.append(kind.rawValue)
      fields.append(caller)
      fields.append(callerName)
      fields.append(providers)
      fields.append(label)
      fields.append(repairs)
      fields.append(createdAt)
      fields.append(expiresAt)
      switch answer {
      case nil: fields.append("")
      case .completed(let grant):
        fields.append("completed")
        fields.append(grant)
      case .denied(let reason):
        fields.append("denied")
        fields.append(reason)
      }
    }
  }

  fileprivate static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> ConnectSession {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      let id = try fields.identifier()
      guard let kind = Kind(rawValue: try fields.text()) else { throw CanonicalReader.Malformed() }
      var session = ConnectSession(
        id: id, kind: kind, caller: try fields.identifier(), callerName: try fields.text(),
        providers: try fields.list(), label: try fields.text(), repairs: try fields.optionalIdentifier(),
        createdAt: try fields.time(),
        expiresAt: try fields.time())
      switch try fields.text() {
      case "": session.answer = nil
      case "completed": session.answer = .completed(grant: try fields.identifier())
      case "denied": session.answer = .denied(reason: try fields.text())
      default: throw CanonicalReader.Malformed()
      }
      return session
    }
  }
}
