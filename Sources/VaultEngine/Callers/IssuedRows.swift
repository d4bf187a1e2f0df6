internal import Domain
internal import Synchronization
internal import VaultCrypto

/// The rows that callers made, as one snapshot. While the vault is locked they can be listed; what is decided on wants
/// ``requireAuthentic(_:)`` before.
final class IssuedRows: Sendable {
  let head: IssuedHeadRow?
  let seenByLog: Int64
  let rows: [IssuedRow]
  let bodies: [IssuedBody]
  /// Rows of which nobody knows what they say.
  private let unread: Set<IssuedRow>
  private let isAuthentic = Mutex(false)

  init(head: IssuedHeadRow?, seenByLog: Int64, rows: [IssuedRow]) {
    self.head = head
    self.seenByLog = seenByLog
    self.rows = rows
    var (bodies, unread): ([IssuedBody], Set<IssuedRow>) = ([], [])
    for row in rows {
      if let kind = IssuedBody.Kind(rawValue: row.kind), let body = try? IssuedBody.decode(kind, row.body),
        body.id.bytes == row.id
      {
        bodies.append(body)
      } else {
        unread.insert(row)
      }
    }
    (self.bodies, self.unread) = (bodies, unread)
  }

  convenience init(_ transaction: Transaction) throws {
    let (head, seenByLog) = try transaction.issuedHead()
    self.init(head: head, seenByLog: seenByLog, rows: try transaction.issuedRows())
  }

  /// Whether this is what the transaction sees.
  func isCurrent(_ transaction: Transaction) throws -> Bool {
    try transaction.issuedHead() == (head, seenByLog)
  }

  /// Refuses rows that were changed, added, removed or put back outside gatehouse. Checked once for a snapshot.
  func requireAuthentic(_ seal: () throws(VaultError) -> IssuedSeal) throws(VaultError) {
    try isAuthentic.withLock { (isAuthentic) throws(VaultError) in
      if isAuthentic { return }
      let seal = try seal()
      for row in rows where !seal.isAuthentic(row) || unread.contains(row) {
        throw .damaged(
          "the \(IssuedBody.Kind(rawValue: row.kind)?.inWords ?? Printable.text(row.kind, limit: 20)) "
            + "\(Identifier(bytes: row.id)?.description ?? "?") was changed outside gatehouse")
      }
      if let head {
        guard seal.isAuthentic(head) else { throw .damaged("the head of what callers made was changed") }
      }
      guard (head?.generation ?? 0) == seenByLog, (head?.count ?? 0) == rows.count,
        (head?.sum ?? IssuedSeal.sum(of: [])) == IssuedSeal.sum(of: rows)
      else { throw .damaged("what callers made was added, removed or put back outside gatehouse") }
      isAuthentic = true
    }
  }
}

/// The MACs over issued rows, under a key of their own.
struct IssuedSeal: Sendable {
  private let key: SecretBytes
  private let vaultID: Identifier

  init(_ keys: UseKeys, vaultID: Identifier) throws(VaultError) {
    do { key = try HKDF.derive(keys.key(.callerPepper), info: Array("gatehouse issued".utf8)) } catch {
      throw VaultError(.storage, "the cryptographic library failed", hint: "nothing was changed")
    }
    self.vaultID = vaultID
  }

  func row(_ body: IssuedBody, version: Int64) -> IssuedRow {
    var row = IssuedRow(
      kind: body.kind.rawValue, id: body.id.bytes, version: version, body: body.encode(), mac: [])
    row.mac = mac(row)
    return row
  }

  func head(generation: Int64, rows: [IssuedRow]) -> IssuedHeadRow {
    var head = IssuedHeadRow(generation: generation, count: Int64(rows.count), sum: Self.sum(of: rows), mac: [])
    head.mac = mac(head)
    return head
  }

  func isAuthentic(_ row: IssuedRow) -> Bool { MAC.areEqual(row.mac, mac(row)) }
  func isAuthentic(_ head: IssuedHeadRow) -> Bool { MAC.areEqual(head.mac, mac(head)) }

  static func sum(of rows: [IssuedRow]) -> [UInt8] {
    rows.reduce([UInt8](repeating: 0, count: 32)) { sum, row in
      Manifest.add(
        sum,
        SHA256Hash.of(
          CanonicalWriter.write { fields in
            fields.append(row.kind)
            fields.append(row.id)
            fields.append(row.version)
            fields.append(row.body)
            fields.append(row.mac)
          }))
    }
  }

  private func mac(_ row: IssuedRow) -> [UInt8] {
    MAC.of(
      CanonicalWriter.write { fields in
        fields.append("issued 1")
        fields.append(vaultID)
        fields.append(row.kind)
        fields.append(row.id)
        fields.append(row.version)
        fields.append(row.body)
      }, key: key)
  }

  private func mac(_ head: IssuedHeadRow) -> [UInt8] {
    MAC.of(
      CanonicalWriter.write { fields in
        fields.append("issued head 1")
        fields.append(vaultID)
        fields.append(head.generation)
        fields.append(head.count)
        fields.append(head.sum)
      }, key: key)
  }
}
