internal import Domain
internal import VaultCrypto

/// The id by which the SDK names who acts: the same for the same app, caller and type, for ever. It is a handle, no proof.
enum ActorID {
  static func of(root: Identifier, caller: Identifier, claims: CallClaims) -> Identifier? {
    let parts = [
      "gatehouse actor", root.description, caller.description, claims.caller ?? "", claims.callerType?.rawValue ?? "",
    ]
    var bytes = Array(SHA256Hash.of(Array(parts.joined(separator: "\n").utf8)).prefix(16))
    // A UUID of the version for ids made in ways of one's own (RFC 9562, section 5.8).
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    return Identifier(bytes: bytes)
  }
}
