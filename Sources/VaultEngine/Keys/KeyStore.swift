internal import CLinux
internal import Domain
internal import Synchronization

/// Where the use keys are while the vault is unlocked: in the kernel's keyring of the user, so that a lock or the
/// timeout acts on every process at once; where that is refused, in this process.
final class KeyStore: Sendable {
  private struct Held {
    var keys: UseKeys
    var epoch: Int64
    var deadline: ContinuousClock.Instant
  }

  private let name: String
  private let lockAfter: Int64
  let wantsKeyring: Bool
  private let held = Mutex<Held?>(nil)

  init(vaultID: Identifier, lockAfter: Int64, wantsKeyring: Bool) {
    name = "gatehouse:\(vaultID)"
    self.lockAfter = lockAfter
    self.wantsKeyring = wantsKeyring
  }

  /// Whether the process itself holds the keys, because the keyring was refused.
  var isHeldHere: Bool { held.withLock { $0 != nil } }

  /// Keeps the keys until the timeout; `epoch` is the vault's number of locks so far.
  func put(_ keys: UseKeys, epoch: Int64) {
    if wantsKeyring, Keyring.works {
      let serial = unsafe keys.bytes.withUnsafeBytes { bytes in
        unsafe clinux_keyring_put(name, bytes.baseAddress, bytes.count, UInt32(clamping: lockAfter))
      }
      // A key that cannot be read back (a container's seccomp filter may allow the one and not the other) is of no use.
      if serial != -1, readKeyring(rearming: false) != nil {
        held.withLock { $0 = nil }
        return
      }
    }
    let deadline = ContinuousClock.now + .seconds(lockAfter)
    held.withLock { $0 = Held(keys: keys, epoch: epoch, deadline: deadline) }
  }

  /// The keys, with the timeout armed anew if wanted; nil when locked, here or by another process. `epoch` is the vault's number
  /// of locks now; it matters only where ``isHeldHere``.
  func keys(epoch: Int64, rearming: Bool) -> UseKeys? {
    if wantsKeyring, let keys = readKeyring(rearming: rearming) { return keys }
    return held.withLock { current in
      guard let present = current, present.epoch == epoch, ContinuousClock.now < present.deadline else {
        current = nil
        return nil
      }
      if rearming { current?.deadline = ContinuousClock.now + .seconds(lockAfter) }
      return present.keys
    }
  }

  /// Seconds until the keys leave, as coarse as the kernel tells it (proc_keys(5): `14m`, `59s`); nil when locked.
  func secondsLeft(epoch: Int64) -> Int64? {
    guard wantsKeyring, readKeyring(rearming: false) != nil else {
      return held.withLock { current in
        let left = current.map { $0.deadline - .now }
        guard let left, left > .zero, current?.epoch == epoch else { return nil }
        return left.components.seconds
      }
    }
    for line in FileSystem.lines(of: "/proc/keys") where line.contains(" \(name):") {
      let fields = line.split(separator: " ")
      guard fields.count > 3, let unit = fields[3].last, let amount = Int64(fields[3].dropLast()) else { continue }
      return amount * (["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800][unit] ?? 0)
    }
    return lockAfter
  }

  /// Whether nobody finds the keys any more.
  func remove() -> Bool {
    held.withLock { $0 = nil }
    _ = unsafe clinux_keyring_remove(name)
    return readKeyring(rearming: false) == nil
  }

  private func readKeyring(rearming: Bool) -> UseKeys? {
    var length = 0
    let bytes = unsafe SecretBytes(count: UseKeys.length) { buffer in
      length = unsafe clinux_keyring_get(
        name, buffer.baseAddress, buffer.count, rearming ? UInt32(clamping: lockAfter) : 0)
    }
    return length == UseKeys.length ? UseKeys(bytes: bytes) : nil
  }
}
