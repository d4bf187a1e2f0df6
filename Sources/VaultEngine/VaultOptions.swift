public import Domain
internal import VaultCrypto

/// How a process uses a vault.
public struct VaultOptions: Sendable {
  /// Seconds without use after which the use keys leave.
  public var lockAfter: Int64
  /// PEM files of certificate authorities beside the system's.
  public var extraCAFiles: [String]
  /// The clock of stored times and expiries; a test gives its own.
  public var now: @Sendable () -> Timestamp
  /// Whether `init` and `passphrase` accept what ``PassphraseStrength`` refuses.
  public var allowsWeakPassphrase: Bool
  /// Whether the kernel's keyring is used where it can be.
  public var usesKeyring: Bool
  /// Whether the process does one thing and ends: then the vault opens faster, and nothing is read while something else
  /// is read or written.
  public var isBrief = false
  /// The longest a token request may take; less than the lease under which it is made.
  var oauthTimeout: Duration = .seconds(30)
  /// The scrypt cost of new slots; nil measures one of at least 400 ms.
  var cost: Scrypt.Cost?
  /// The cheapest cost accepted on opening.
  var leastLogN: UInt8 = 15

  public init(
    lockAfter: Int64 = 15 * 60, extraCAFiles: [String] = [], allowsWeakPassphrase: Bool = false,
    usesKeyring: Bool = true, now: @escaping @Sendable () -> Timestamp = { .now() }
  ) {
    self.lockAfter = lockAfter
    self.extraCAFiles = extraCAFiles
    self.allowsWeakPassphrase = allowsWeakPassphrase
    self.usesKeyring = usesKeyring
    self.now = now
  }

  /// Opens in milliseconds and protects nothing: for tests, which reach it by `@testable`.
  static func forTests(
    lockAfter: Int64 = 15 * 60, usesKeyring: Bool = true, now: @escaping @Sendable () -> Timestamp = { .now() }
  ) -> VaultOptions {
    var options = VaultOptions(
      lockAfter: lockAfter, allowsWeakPassphrase: true, usesKeyring: usesKeyring, now: now)
    options.cost = Scrypt.Cost(logN: 4)
    options.leastLogN = 4
    return options
  }
}
