internal import Domain

/// A policy. Its row is never overwritten: a new version joins and the old ones stay, to explain old decisions.
///
/// Field list 1 has no strictness and no tests, and rules of method, host and path only.
struct PolicyRecord: RecordBody {
  static let kind = RecordKind.policy
  static let sigVersion: Int64 = 2

  var policy: Policy
  var isRemoved: Bool

  var id: Identifier { policy.id }
  var recordVersion: Int { policy.version }

  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Self.sigVersion)
      fields.append(policy.id)
      fields.append(Int64(policy.version))
      fields.append(policy.name)
      switch policy.scope {
      case .everyGrant: fields.append(["*"])
      case .grants(let ids): fields.append(ids.sorted().map(\.description))
      }
      fields.append(policy.rules.map(\.description))
      fields.append(policy.createdAt)
      fields.append(isRemoved)
      fields.append(policy.isStrict)
      fields.append(CanonicalWriter.write { tests in for test in policy.tests { tests.append(test.encoded) } })
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> PolicyRecord {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      let form = try fields.integer()
      guard (1...sigVersion).contains(form) else { throw CanonicalReader.Malformed() }
      let id = try fields.identifier()
      let version = Int(try fields.integer())
      let name = try fields.text()
      let names = try fields.list()
      let ids = names.compactMap { Identifier($0) }
      guard names == ["*"] || ids.count == names.count else { throw CanonicalReader.Malformed() }
      var rules: [Rule] = []
      for text in try fields.list() {
        do { rules.append(try Rule(text)) } catch { throw CanonicalReader.Malformed() }
      }
      var policy = Policy(
        id: id, name: name, version: version, scope: names == ["*"] ? .everyGrant : .grants(Set(ids)), rules: rules,
        createdAt: try fields.time())
      let isRemoved = try fields.flag()
      if form > 1 {
        policy.isStrict = try fields.flag()
        var tests = CanonicalReader(try fields.bytes())
        while !tests.isAtEnd { policy.tests.append(try PolicyTest(encoded: tests.bytes())) }
      }
      return PolicyRecord(policy: policy, isRemoved: isRemoved)
    }
  }
}
