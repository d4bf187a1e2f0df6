/// The second way into a vault, shown once: to print or to write down.
public struct RecoveryKit: Sendable, Equatable {
  public let vaultID: Identifier
  /// Eight groups of four characters (Crockford base32 of 160 bits), then one group of four that checks them,
  /// separated by hyphens; in locked pages.
  public let code: SecretBytes
  /// The Ed25519 public key that signs what decides, in hex; an exchanged key is found by comparing.
  public let adminKey: String

  public init(vaultID: Identifier, code: SecretBytes, adminKey: String) {
    self.vaultID = vaultID
    self.code = code
    self.adminKey = adminKey
  }
}
