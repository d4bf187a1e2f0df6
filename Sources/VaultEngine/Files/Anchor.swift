internal import Domain
internal import Glibc
internal import VaultCrypto

/// What this machine last saw of a vault, outside it: a vault that is behind was rolled back.
///
/// Written after the commit, under flock(2), never lower than it is.
struct Anchor: Sendable {
  struct State: Sendable, Equatable {
    var generation: Int64
    var sequence: Int64
    var leaf: [UInt8]
  }

  let folder: String
  let vaultID: Identifier
  let keys: UseKeys

  private var path: String { "\(folder)/\(vaultID)" }

  enum Finding: Equatable, Sendable {
    case known(State)
    case missing, damaged

    /// Whether nobody can say that the vault was not put back.
    var isToldOf: Bool { if case .known = self { false } else { true } }
  }

  func find() -> Finding { read().map { .known($0) } ?? (FileSystem.exists(path) ? .damaged : .missing) }

  /// nil when there is none, or none that this vault's key has sealed.
  func read() -> State? {
    guard let bytes = FileSystem.bytes(of: path), bytes.count > 32 else { return nil }
    let body = Array(bytes.dropLast(32))
    guard MAC.areEqual(Array(bytes.suffix(32)), MAC.of(body, key: keys.key(.anchor))) else { return nil }
    return try? CanonicalReader.read(body) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      guard try fields.identifier() == vaultID else { throw CanonicalReader.Malformed() }
      return State(generation: try fields.integer(), sequence: try fields.integer(), leaf: try fields.bytes())
    }
  }

  /// Takes the anchor's lock. Called before a change too, which is not made where no anchor could follow it.
  @discardableResult
  func prepare() throws(VaultError) -> FileLock {
    try FileSystem.makeFolder(folder)
    return try FileLock(path + ".lock", waiting: true)
  }

  /// Moves the anchor forward; `force` also moves it back, for a restore that was asked for.
  ///
  /// - Parameter log: the write-ahead log that may hold the end of `state` unsynced. An anchor ahead of what survives a
  ///   power cut would have the vault refused.
  func write(_ state: State, syncing log: String, force: Bool = false) throws(VaultError) {
    let lock = try prepare()
    defer { withExtendedLifetime(lock) {} }
    if !force, let present = read() {
      guard state.generation >= present.generation, state.sequence >= present.sequence,
        (state.generation, state.sequence) != (present.generation, present.sequence)
      else { return }
    }
    guard FileSystem.sync(log) else { throw FileSystem.failure("cannot write \(log)") }
    let body = CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(vaultID)
      fields.append(state.generation)
      fields.append(state.sequence)
      fields.append(state.leaf)
    }
    try FileSystem.replace(path, with: body + MAC.of(body, key: keys.key(.anchor)))
  }

  /// - Throws: an integrity error when the vault is behind the anchor, or another event stands where it stood.
  func check(
    _ state: State, against found: Finding, leafAtAnchor: (Int64) throws -> [UInt8]?
  ) throws -> Finding {
    guard case .known(let anchor) = found else { return found }
    guard state.generation >= anchor.generation, state.sequence >= anchor.sequence,
      try anchor.sequence == 0 || leafAtAnchor(anchor.sequence) == anchor.leaf
    else {
      throw VaultError(
        .integrity, "the vault is older than when it was last used here: it was rolled back or replaced",
        hint: "if you put an older copy there on purpose, bring it in with: gatehouse restore FILE")
    }
    return found
  }
}
