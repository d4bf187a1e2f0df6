internal import Domain
internal import Synchronization

/// The rows that decide, as last verified: they are read again when the manifest, or the head of what callers made, has
/// changed.
final class DecidingRowsCache: Sendable {
  private struct Held {
    var rows: DecidingRows?
    /// When they were last seen to be what is on the disk; nil after a change by this process.
    var seenAt: ContinuousClock.Instant?
  }

  private let adminKey: [UInt8]
  private let verified = VerifiedRows()
  private let held = Mutex(Held())

  init(adminKey: [UInt8]) { self.adminKey = adminKey }

  /// For deciding and listing. What was verified once under this manifest is used again.
  func rows(_ transaction: Transaction) throws -> DecidingRows {
    let manifest = try transaction.manifest()
    if let cached = held.withLock({ $0.rows }), cached.manifest == manifest, try cached.issued.isCurrent(transaction) {
      held.withLock { $0.seenAt = .now }
      return cached
    }
    return try freshRows(transaction, manifest: manifest)
  }

  /// For a change, which signs what is on the disk: never from memory.
  func freshRows(_ transaction: Transaction) throws -> DecidingRows {
    try freshRows(transaction, manifest: transaction.manifest())
  }

  /// The rows without a look at the disk, when they were seen to be current so lately.
  func rows(seenWithin time: Duration) -> DecidingRows? {
    held.withLock { held in
      guard let seenAt = held.seenAt, ContinuousClock.now - seenAt <= time else { return nil }
      return held.rows
    }
  }

  /// This process has changed something: the next look is at the disk.
  func lookAgain() { held.withLock { $0.seenAt = nil } }

  private func freshRows(_ transaction: Transaction, manifest: ManifestRow) throws -> DecidingRows {
    let rows = try DecidingRows(
      rows: transaction.records(), issued: IssuedRows(transaction), manifest: manifest, adminKey: adminKey,
      verified: verified)
    let isIntact = rows.isComplete && rows.tampered.isEmpty
    held.withLock { $0 = Held(rows: isIntact ? rows : nil, seenAt: isIntact ? .now : nil) }
    return rows
  }
}
