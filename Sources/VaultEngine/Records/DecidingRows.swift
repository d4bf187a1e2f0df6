internal import Domain
internal import Synchronization
internal import VaultCrypto

/// Every row that decides something, read in one transaction and checked: the manifest's signature, its count and sum
/// over all rows, and the own signature of each row that a call is decided on. A thousand grants that a call does not
/// use cost it no signature check; where the manifest does not hold, all are checked, to name the row that was changed.
struct DecidingRows: Sendable {
  let manifest: ManifestRow
  private let rows: [RecordRow]
  private let adminKey: [UInt8]
  private let verified: VerifiedRows
  /// Rows whose bytes or signature do not hold, by what they claim to be.
  private(set) var tampered: [(kind: String, id: [UInt8])] = []
  /// A row that the admin key signed in a form this program does not know.
  private var newer: RecordRow?
  private(set) var grants: [Identifier: GrantRecord] = [:]
  private(set) var secrets: [Identifier: SecretRecord] = [:]
  private(set) var policies: [Identifier: PolicyRecord] = [:]
  private(set) var oauthApps: [Identifier: OAuthAppRecord] = [:]
  private(set) var providers: [Identifier: ProviderRecord] = [:]
  private(set) var connections: [Identifier: ConnectionRecord] = [:]
  private(set) var approvals: [Identifier: ApprovalRecord] = [:]
  private(set) var callers: [Identifier: CallerRecord] = [:]
  /// What callers made and ended, which narrows what the rest says.
  let issued: IssuedRows
  /// What end users connected or gave, by grant. It stands among the grants and their sources too, where the admin has
  /// not signed a row of the same id since.
  private(set) var userGrants: [Identifier: UserGrant] = [:]
  /// Whether the manifest counts and sums exactly these rows.
  let isComplete: Bool
  /// What end users have said of their grants.
  private(set) var userLimits = UserLimitsBook()
  let compiledPolicies = CompiledOnce()
  let callerBook = CallerBookOnce()

  init(
    rows: [RecordRow], issued: IssuedRows, manifest: ManifestRow, adminKey: [UInt8], verified: VerifiedRows
  ) throws(VaultError) {
    guard verified.isValid(signature: manifest.signature, of: Manifest.signed(manifest), by: adminKey) else {
      throw .damaged("the manifest of its rows was changed")
    }
    self.manifest = manifest
    self.rows = rows
    self.adminKey = adminKey
    self.verified = verified
    self.issued = issued
    isComplete = manifest.count == rows.count && manifest.sum == Manifest.sum(of: rows)
    for row in rows where row.isCurrent {
      guard isComplete || isSigned(row), add(row) else {
        tampered.append((row.kind, row.id))
        if newer == nil, Self.isNewer(row), isSigned(row) { newer = row }
        continue
      }
    }
    let signed = Set(grants.keys)
    for case .userGrant(let held) in issued.bodies { add(held) }
    for case .withdrawal(let withdrawal) in issued.bodies { end(withdrawal) }
    userLimits = UserLimitsBook(issued, grants: grants, userGrants: userGrants.filter { !signed.contains($0.key) })
    for (id, entry) in userLimits.entries { grants[id]?.grant.expiresAt = entry.end }
  }

  private mutating func add(_ held: UserGrant) {
    userGrants[held.id] = held
    if grants[held.id] == nil { grants[held.id] = GrantRecord(grant: held.grant, recordVersion: 1) }
    switch held.source {
    case .connection(let connection) where connections[connection.id] == nil:
      connections[connection.id] = ConnectionRecord(connection: connection)
    case .secret(let secret) where secrets[secret.id] == nil:
      secrets[secret.id] = SecretRecord(secret: secret, recordVersion: 1)
    case .connection, .secret: break
    }
  }

  /// With a grant ends the connection that serves it alone, and a user's own key.
  private mutating func end(_ withdrawal: IssuedBody.Withdrawal) {
    guard let grant = grants[withdrawal.target]?.grant else { return }
    let (time, source) = (withdrawal.time, grant.sourceID)
    grants[grant.id]?.grant.revokedAt = min(grant.revokedAt ?? time, time)
    if let connection = connections[source]?.connection {
      connections[source]?.connection.revokedAt = min(connection.revokedAt ?? time, time)
    }
    if userGrants[grant.id] != nil, let secret = secrets[source]?.secret {
      secrets[source]?.secret.revokedAt = min(secret.revokedAt ?? time, time)
    }
  }

  /// Files the row under its kind; false when its bytes cannot be read or belong to another id.
  private mutating func add(_ row: RecordRow) -> Bool {
    func read<Body: RecordBody>(_ type: Body.Type) -> Body? {
      guard let body = try? Body.decode(row.body), body.id.bytes == row.id, Int64(body.recordVersion) == row.version
      else { return nil }
      return body
    }
    switch RecordKind(rawValue: row.kind) {
    case .grant: if let body = read(GrantRecord.self) { grants[body.id] = body } else { return false }
    case .secret: if let body = read(SecretRecord.self) { secrets[body.id] = body } else { return false }
    case .policy: if let body = read(PolicyRecord.self) { policies[body.id] = body } else { return false }
    case .oauthApp: if let body = read(OAuthAppRecord.self) { oauthApps[body.id] = body } else { return false }
    case .provider: if let body = read(ProviderRecord.self) { providers[body.id] = body } else { return false }
    case .connection:
      if let body = read(ConnectionRecord.self) { connections[body.id] = body } else { return false }
    case .approval:
      if let body = read(ApprovalRecord.self) { approvals[body.id] = body } else { return false }
    case .caller:
      if let body = read(CallerRecord.self) { callers[body.id] = body } else { return false }
    case nil: return false
    }
    return true
  }

  var activePolicies: [Policy] { policies.values.filter { !$0.isRemoved }.map(\.policy) }

  /// The policies as they stood at a moment: of each the newest version that was saved by then. Old versions are signed
  /// like new ones.
  func policies(at time: Timestamp) throws(VaultError) -> [Policy] {
    var newest: [Identifier: PolicyRecord] = [:]
    for row in rows where row.kind == RecordKind.policy.rawValue {
      guard isSigned(row), let record = try? PolicyRecord.decode(row.body) else { throw Self.changed(row.kind, row.id) }
      guard record.policy.createdAt <= time else { continue }
      let known = newest[record.id]?.recordVersion ?? 0
      if record.recordVersion > known { newest[record.id] = record }
    }
    return newest.values.filter { !$0.isRemoved }.map(\.policy)
  }

  /// Refuses rows that are not what the admin key left.
  func requireIntact() throws(VaultError) {
    if let newer {
      throw VaultError(
        .integrity,
        "the \(Printable.text(newer.kind, limit: 20)) \(Self.name(newer.id)) was written by a newer gatehouse",
        hint: "update gatehouse, then try again")
    }
    if let row = tampered.first { throw Self.changed(row.kind, row.id) }
    guard isComplete else { throw .damaged("rows that decide were added, removed or replayed outside gatehouse") }
  }

  /// Checks the signature of every row that has a say in a call with this grant and source: theirs, and each policy's.
  func requireSigned(_ grant: Identifier?, _ source: Identifier) throws(VaultError) {
    for row in rows where row.isCurrent {
      let decides = row.kind == RecordKind.policy.rawValue || row.id == source.bytes || row.id == grant?.bytes
      if decides, !isSigned(row) { throw Self.changed(row.kind, row.id) }
    }
  }

  /// Checks the signature of a caller that the admin made.
  func requireSigned(caller id: Identifier) throws(VaultError) {
    let row = currentRow(.caller, id)
    if let row, !isSigned(row) { throw Self.changed(row.kind, row.id) }
  }

  /// Checks the signature of every answer.
  func requireSignedApprovals() throws(VaultError) {
    for row in rows where row.isCurrent && row.kind == RecordKind.approval.rawValue && !isSigned(row) {
      throw Self.changed(row.kind, row.id)
    }
  }

  /// Checks every current row, before a change signs what is there.
  func requireAllSigned() throws(VaultError) {
    try requireIntact()
    for row in rows where row.isCurrent && !isSigned(row) { throw Self.changed(row.kind, row.id) }
  }

  private func isSigned(_ row: RecordRow) -> Bool {
    verified.isValid(signature: row.signature, of: row.body, by: adminKey)
  }

  private static func changed(_ kind: String, _ id: [UInt8]) -> VaultError {
    .damaged("the \(Printable.text(kind, limit: 20)) \(name(id)) was changed outside gatehouse")
  }

  private static func name(_ id: [UInt8]) -> String { Identifier(bytes: id)?.description ?? "?" }

  /// Another kind of row, or the number of a longer field list (`sig_version`) in front.
  private static func isNewer(_ row: RecordRow) -> Bool {
    var fields = CanonicalReader(row.body)
    guard let kind = RecordKind(rawValue: row.kind) else { return true }
    return ((try? fields.integer()) ?? 0) > kind.sigVersion
  }

  /// The row that is current for an id, to be replaced.
  func currentRow(_ kind: RecordKind, _ id: Identifier) -> RecordRow? {
    rows.first { $0.isCurrent && $0.kind == kind.rawValue && $0.id == id.bytes }
  }
}

/// The sum over all rows, and what is signed of it.
enum Manifest {
  static func signed(_ manifest: ManifestRow) -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append("manifest 1")
      fields.append(manifest.generation)
      fields.append(manifest.count)
      fields.append(manifest.sum)
    }
  }

  static func hash(of row: RecordRow) -> [UInt8] {
    SHA256Hash.of(
      CanonicalWriter.write { fields in
        fields.append(row.kind)
        fields.append(row.id)
        fields.append(row.version)
        fields.append(row.isCurrent)
        fields.append(row.body)
        fields.append(row.signature)
      })
  }

  static func sum(of rows: [RecordRow]) -> [UInt8] {
    rows.reduce([UInt8](repeating: 0, count: 32)) { add($0, hash(of: $1)) }
  }

  /// Addition of 256-bit big-endian numbers modulo 2^256.
  static func add(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    var sum = left
    var carry = 0
    for index in (0..<32).reversed() {
      let total = Int(left[index]) + Int(right[index]) + carry
      sum[index] = UInt8(total & 255)
      carry = total >> 8
    }
    return sum
  }
}

/// Signatures this process has found valid: an Ed25519 check costs 0.12 ms, and rows seldom change.
final class VerifiedRows: Sendable {
  private struct Key: Hashable {
    let signature: [UInt8]
    let message: [UInt8]
  }

  private let known = Mutex<Set<Key>>([])

  func isValid(signature: [UInt8], of message: [UInt8], by adminKey: [UInt8]) -> Bool {
    let key = Key(signature: signature, message: message)
    if known.withLock({ $0.contains(key) }) { return true }
    guard VerifyingKey.isValid(signature: signature, of: message, by: adminKey) else { return false }
    known.withLock { known in
      if known.count > 10_000 { known.removeAll() }
      known.insert(key)
    }
    return true
  }
}
