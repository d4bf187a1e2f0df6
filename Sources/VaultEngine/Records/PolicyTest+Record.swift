internal import Domain

/// A policy's test inside the policy's row.
extension PolicyTest {
  var encoded: [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(name)
      fields.append(expected.rawValue)
      fields.append(method)
      fields.append(url)
      fields.append(grant)
      fields.append(caller)
      fields.append(at)
      fields.append(address?.description ?? "")
      fields.append(headers.flatMap { [$0.name, $0.value] })
      fields.append(body.map { [$0] } ?? [])
    }
  }

  init(encoded bytes: [UInt8]) throws(CanonicalReader.Malformed) {
    self = try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      let name = try fields.text()
      guard let expected = Decision.Verdict(rawValue: try fields.text()) else { throw CanonicalReader.Malformed() }
      var test = PolicyTest(
        name: name, expected: expected, method: try fields.text(), url: try fields.text(), grant: try fields.text(),
        caller: try fields.text(), at: try fields.optionalTime())
      let address = try fields.text()
      test.address = NetworkAddress(address)
      guard address.isEmpty || test.address != nil else { throw CanonicalReader.Malformed() }
      let headers = try fields.list()
      guard headers.count % 2 == 0 else { throw CanonicalReader.Malformed() }
      test.headers = stride(from: 0, to: headers.count, by: 2).map {
        Injection.Header(name: headers[$0], value: headers[$0 + 1])
      }
      let body = try fields.list()
      guard body.count <= 1 else { throw CanonicalReader.Malformed() }
      test.body = body.first
      return test
    }
  }
}
