internal import Domain
internal import VaultCrypto

/// A link to a wallet as it stands in an address: `ID.EXPIRY.MAKER.USER.TAG`, of letters, digits and `._-@+`, so that it
/// needs no escapes. Whoever has it can open it, once, until it ends.
struct WalletLink: Sendable, Hashable {
  let id: Identifier
  /// In whole seconds.
  let expiresAt: Timestamp
  let user: String
  /// The key that the caller showed, or the caller itself where its owner acts for it; nil for the developer.
  let maker: Identifier?

  init(id: Identifier = Identifier(), expiresAt: Timestamp, user: String, maker: Identifier?) {
    self.id = id
    self.expiresAt = Timestamp(microseconds: expiresAt.seconds * 1_000_000)
    self.user = user
    self.maker = maker
  }

  fileprivate var claims: String {
    "\(Self.short(id)).\(expiresAt.seconds).\(maker.map(Self.short) ?? "-").\(user)"
  }

  /// What a text claims to be; its tag is not looked at.
  fileprivate init?(claims text: String) {
    let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
    guard text.utf8.count <= Self.longest, parts.count == 4,
      let id = Identifier(bytes: Hexadecimal.bytes(parts[0]) ?? []),
      let seconds = Int64(parts[1]), (0..<1 << 40).contains(seconds), Name.isValid(parts[3])
    else { return nil }
    let maker = parts[2] == "-" ? nil : Identifier(bytes: Hexadecimal.bytes(parts[2]) ?? [])
    self.init(
      id: id, expiresAt: Timestamp(microseconds: seconds * 1_000_000), user: parts[3], maker: maker)
    // There is one way to write a link.
    guard claims == text else { return nil }
  }

  private static let longest = 200

  private static func short(_ id: Identifier) -> String { Hexadecimal.text(id.bytes) }
}

/// The MAC over links, under a key of its own: nobody makes one who has not the use keys.
struct WalletLinkSeal: Sendable {
  private let key: SecretBytes
  private let vaultID: Identifier

  init(_ keys: UseKeys, vaultID: Identifier) throws(VaultError) {
    do { key = try HKDF.derive(keys.key(.callerPepper), info: Array("gatehouse wallet link".utf8)) } catch {
      throw VaultError(.storage, "the cryptographic library failed", hint: "nothing was changed")
    }
    self.vaultID = vaultID
  }

  func text(of link: WalletLink) -> String { "\(link.claims).\(Hexadecimal.text(tag(of: link)))" }

  /// nil for a text that this vault has not made.
  func read(_ text: String) -> WalletLink? {
    guard let dot = text.lastIndex(of: "."), let given = Hexadecimal.bytes(String(text[text.index(after: dot)...])),
      let link = WalletLink(claims: String(text[..<dot])), MAC.areEqual(given, tag(of: link))
    else { return nil }
    return link
  }

  private func tag(of link: WalletLink) -> [UInt8] {
    MAC.of(
      CanonicalWriter.write { fields in
        fields.append("wallet link 1")
        fields.append(vaultID)
        fields.append(link.claims)
      }, key: key)
  }
}
