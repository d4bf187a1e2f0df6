internal import Domain
internal import Synchronization

/// The rows that decide, as last verified: they are read again when the manifest has changed.
final class DecidingRowsCache: Sendable {
  private let adminKey: [UInt8]
  private let verified = VerifiedRows()
  private let last = Mutex<DecidingRows?>(nil)

  init(adminKey: [UInt8]) { self.adminKey = adminKey }

  /// For deciding and listing. What was verified once under this manifest is used again.
  func rows(_ transaction: Transaction) throws -> DecidingRows {
    let manifest = try transaction.manifest()
    if let cached = last.withLock({ $0 }), cached.manifest == manifest { return cached }
    return try freshRows(transaction, manifest: manifest)
  }

  /// For a change, which signs what is on the disk: never from memory.
  func freshRows(_ transaction: Transaction) throws -> DecidingRows {
    try freshRows(transaction, manifest: transaction.manifest())
  }

  private func freshRows(_ transaction: Transaction, manifest: ManifestRow) throws -> DecidingRows {
    let rows = try DecidingRows(
      rows: transaction.records(), manifest: manifest, adminKey: adminKey, verified: verified)
    let isIntact = rows.isComplete && rows.tampered.isEmpty
    last.withLock { $0 = isIntact ? rows : nil }
    return rows
  }
}
