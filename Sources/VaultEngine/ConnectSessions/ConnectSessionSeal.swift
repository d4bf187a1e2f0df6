internal import Domain
internal import VaultCrypto

/// The MAC over a connect session, under a key of its own: nobody who can only write the file can answer one.
struct ConnectSessionSeal: Sendable {
  private let key: SecretBytes
  private let vaultID: Identifier

  /// Characters of a token: the session's id, a full stop, and 32 bytes in hexadecimal.
  static let tokenLength = 36 + 1 + 64

  init(_ keys: UseKeys, vaultID: Identifier) throws(VaultError) {
    do { key = try HKDF.derive(keys.key(.callerPepper), info: Array("gatehouse connect session".utf8)) } catch {
      throw VaultError(.storage, "the cryptographic library failed", hint: "nothing was changed")
    }
    self.vaultID = vaultID
  }

  /// What its caller, and the page that is opened with it, know a session by. Whoever has the keys can tell it again, so
  /// that the portal can show the address.
  func token(of session: Identifier) -> String {
    let tag = MAC.of(
      CanonicalWriter.write { fields in
        fields.append("connect token 1")
        fields.append(vaultID)
        fields.append(session)
      }, key: key)
    return "\(session).\(Hexadecimal.text(tag))"
  }

  func row(_ session: ConnectSession) -> ConnectSessionRow {
    let token = SHA256Hash.of(Array(token(of: session.id).utf8))
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
      fields.append(Int64(2))
      fields.append(id)
      fields.append(wish)
      fields.append(caller)
      fields.append(callerName)
      fields.append(application)
      fields.append(agentName)
      fields.append(createdAt)
      fields.append(expiresAt)
      switch answer {
      case nil: fields.append("")
      case .completed(let grant, let isReauth):
        fields.append("completed")
        fields.append(grant)
        fields.append(isReauth)
      case .denied(let reason):
        fields.append("denied")
        fields.append(reason)
      case .failed(let code, let reason):
        fields.append("failed")
        fields.append(code)
        fields.append(reason)
      }
    }
  }

  fileprivate static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> ConnectSession {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(2)
      var session = ConnectSession(
        id: try fields.identifier(), wish: try fields.connectWish(), caller: try fields.optionalIdentifier(),
        callerName: try fields.text(), application: try fields.text(), agentName: try fields.text(),
        createdAt: try fields.time(), expiresAt: try fields.time())
      switch try fields.text() {
      case "": session.answer = nil
      case "completed": session.answer = .completed(grant: try fields.identifier(), isReauth: try fields.flag())
      case "denied": session.answer = .denied(reason: try fields.text())
      case "failed": session.answer = .failed(code: try fields.text(), reason: try fields.text())
      default: throw CanonicalReader.Malformed()
      }
      return session
    }
  }
}

extension CanonicalWriter {
  fileprivate mutating func append(_ wish: ConnectWish) {
    append(wish.kind.rawValue)
    append(wish.providers)
    append(wish.label)
    append(wish.repairs)
    append(wish.user ?? "")
    append(wish.scopes.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value.joined(separator: " ")] })
    append(wish.agent)
    append(wish.isDelegable)
    append(wish.methods)
    append(wish.paths)
    append(wish.lifetime)
    append(wish.longestLifetime)
    append(wish.latestEnd)
    append(wish.allowedOrigin ?? "")
    append(wish.returnURL ?? "")
  }
}

extension CanonicalReader {
  fileprivate mutating func connectWish() throws(Malformed) -> ConnectWish {
    guard let kind = ConnectWish.Kind(rawValue: try text()) else { throw Malformed() }
    var wish = ConnectWish(kind, providers: try list(), label: try text(), repairs: try optionalIdentifier())
    wish.user = try optionalText()
    let scopes = try list()
    guard scopes.count.isMultiple(of: 2) else { throw Malformed() }
    for index in stride(from: 0, to: scopes.count, by: 2) {
      wish.scopes[scopes[index]] = scopes[index + 1].split(separator: " ").map(String.init)
    }
    (wish.agent, wish.isDelegable) = (try optionalIdentifier(), try flag())
    (wish.methods, wish.paths) = (try list(), try list())
    (wish.lifetime, wish.longestLifetime) = (try optionalInteger(), try optionalInteger())
    wish.latestEnd = try optionalTime()
    (wish.allowedOrigin, wish.returnURL) = (try optionalText(), try optionalText())
    return wish
  }

  private mutating func optionalText() throws(Malformed) -> String? {
    let text = try text()
    return text.isEmpty ? nil : text
  }
}
