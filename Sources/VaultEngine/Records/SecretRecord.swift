internal import Domain

/// A managed secret without its value. `secret.version` counts values, `recordVersion` counts changes of the row.
struct SecretRecord: RecordBody {
  static let kind = RecordKind.secret

  var secret: Secret
  var recordVersion: Int

  var id: Identifier { secret.id }

  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(secret.id)
      fields.append(Int64(recordVersion))
      fields.append(secret.name)
      fields.append(secret.provider)
      fields.append(secret.kind)
      fields.append(secret.binding.origins.map(\.description))
      fields.append(secret.injection.encode())
      fields.append(secret.test?.encode() ?? [])
      fields.append(secret.createdAt)
      fields.append(secret.rotatedAt)
      fields.append(secret.remindAt)
      fields.append(secret.revokedAt)
      fields.append(Int64(secret.version))
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> SecretRecord {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      let id = try fields.identifier()
      let recordVersion = Int(try fields.integer())
      let name = try fields.text()
      let provider = try fields.text()
      let kind = try fields.text()
      let binding = try Binding(canonical: try fields.list())
      let injection = try Injection.decode(try fields.bytes())
      let test = try TestRequest.decode(try fields.bytes())
      let secret = Secret(
        id: id, name: name, provider: provider, kind: kind, binding: binding, injection: injection, test: test,
        createdAt: try fields.time(), rotatedAt: try fields.time(), remindAt: try fields.optionalTime(),
        revokedAt: try fields.optionalTime(), version: Int(try fields.integer()))
      return SecretRecord(secret: secret, recordVersion: recordVersion)
    }
  }
}

extension Binding {
  init(canonical origins: [String]) throws(CanonicalReader.Malformed) {
    do { self = try Binding(origins: origins.map { try Origin($0) }) } catch { throw CanonicalReader.Malformed() }
  }
}

extension Injection {
  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(kind.rawValue)
      fields.append(name)
      fields.append(format)
      fields.append(extraHeaders.flatMap { [$0.name, $0.value] })
      // Of this kind only: the bytes of the older kinds are authenticated with sealed values and must not change.
      if kind == .awsSigV4 { fields.append([scope.region ?? "", scope.service ?? ""]) }
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> Injection {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      guard let kind = Kind(rawValue: try fields.text()) else { throw CanonicalReader.Malformed() }
      let name = try fields.text()
      let format = try fields.text()
      let pairs = try fields.list()
      guard pairs.count.isMultiple(of: 2) else { throw CanonicalReader.Malformed() }
      let headers = stride(from: 0, to: pairs.count, by: 2).map { Header(name: pairs[$0], value: pairs[$0 + 1]) }
      let scope = kind == .awsSigV4 ? try AWSScope(canonical: try fields.list()) : AWSScope()
      return Injection(kind: kind, name: name, format: format, extraHeaders: headers, scope: scope)
    }
  }
}

extension AWSScope {
  fileprivate init(canonical parts: [String]) throws(CanonicalReader.Malformed) {
    guard parts.count == 2 else { throw CanonicalReader.Malformed() }
    self.init(region: parts[0].isEmpty ? nil : parts[0], service: parts[1].isEmpty ? nil : parts[1])
  }
}

extension TestRequest {
  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(method)
      fields.append(url)
      fields.append(Int64(validStatus))
      fields.append(validBodyContains.map { [$0] } ?? [])
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> TestRequest? {
    if bytes.isEmpty { return nil }
    return try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      TestRequest(
        method: try fields.text(), url: try fields.text(), validStatus: Int(try fields.integer()),
        validBodyContains: try fields.list().first)
    }
  }
}
