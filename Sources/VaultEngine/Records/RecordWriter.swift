internal import Domain
internal import VaultCrypto

/// Changes the rows that decide, and the manifest with them, inside one transaction; wants the admin key.
struct RecordWriter {
  let transaction: Transaction
  let adminKey: SigningKey
  private let generation: Int64
  private let rows: DecidingRows

  /// `rows` was read in the same transaction and found intact.
  init(_ transaction: Transaction, rows: DecidingRows, adminKey: SigningKey) throws {
    try rows.requireAllSigned()
    self.transaction = transaction
    self.adminKey = adminKey
    self.rows = rows
    generation = rows.manifest.generation
  }

  /// Writes a first version, or replaces the one before. Versions of a policy stay.
  func put(_ body: some RecordBody) throws {
    let body = rows.userLimits.lifted(from: body)
    let kind = type(of: body).kind
    if let before = rows.currentRow(kind, body.id) {
      if kind == .policy { try transaction.retireRecord(before) } else { try transaction.deleteRecord(before) }
    }
    let bytes = body.encode()
    try transaction.insertRecord(
      RecordRow(
        kind: kind.rawValue, id: body.id.bytes, version: Int64(body.recordVersion), isCurrent: true, body: bytes,
        signature: try adminKey.sign(bytes)))
  }

  func delete(_ kind: RecordKind, _ id: Identifier) throws {
    if let row = rows.currentRow(kind, id) { try transaction.deleteRecord(row) }
  }

  /// Signs what is there now; the last step of every change.
  func finish() throws {
    let rows = try transaction.records()
    try Self.writeManifest(transaction, rows: rows, generation: generation + 1, adminKey: adminKey)
  }

  static func writeManifest(
    _ transaction: Transaction, rows: [RecordRow], generation: Int64, adminKey: SigningKey
  ) throws {
    var manifest = ManifestRow(
      generation: generation, count: Int64(rows.count), sum: Manifest.sum(of: rows), signature: [])
    manifest.signature = try adminKey.sign(Manifest.signed(manifest))
    try transaction.putManifest(manifest)
  }
}
