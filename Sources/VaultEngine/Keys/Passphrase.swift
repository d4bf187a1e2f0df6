internal import Domain
internal import Foundation

/// The form in which a passphrase is used: NFKC (Unicode Standard Annex 15), so that one typed on another keyboard,
/// with composed or decomposed letters, opens the same vault.
enum Passphrase {
  static func normalized(_ passphrase: SecretBytes) -> SecretBytes {
    let isASCII = unsafe passphrase.withUnsafeBytes { bytes in unsafe bytes.allSatisfy { $0 < 0x80 } }
    guard !isASCII, let text = passphrase.text() else { return passphrase }
    return SecretBytes(text.precomposedStringWithCompatibilityMapping)
  }
}
