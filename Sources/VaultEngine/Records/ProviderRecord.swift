internal import Domain

/// A provider of the user's own, as the TOML text it was added from.
struct ProviderRecord: RecordBody {
  static let kind = RecordKind.provider

  var id: Identifier
  var recordVersion: Int
  var provider: CustomProvider

  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(id)
      fields.append(Int64(recordVersion))
      fields.append(provider.id)
      fields.append(provider.text)
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> ProviderRecord {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      return ProviderRecord(
        id: try fields.identifier(), recordVersion: Int(try fields.integer()),
        provider: CustomProvider(id: try fields.text(), text: try fields.text()))
    }
  }
}
