/// What is sealed: named fields (`token`; `user` and `password`), whose values never leave ``SecretBytes``.
public struct Credential: Sendable, Equatable {
  public struct Field: Sendable, Equatable {
    public let name: String
    public let value: SecretBytes

    public init(name: String, value: SecretBytes) {
      self.name = name
      self.value = value
    }
  }

  public let fields: [Field]

  public init(fields: [Field]) { self.fields = fields }

  public static func token(_ value: SecretBytes) -> Credential {
    Credential(fields: [Field(name: "token", value: value)])
  }

  /// Whether a field of that name is to be kept secret: a user name and an access key id are not.
  public static func isSecret(_ name: String) -> Bool { name != "user" && name != "access_key_id" }

  public subscript(name: String) -> SecretBytes? { fields.first { $0.name == name }?.value }

  /// A value as it came from a prompt, a pipe or a paste: one pasted line break at its end is not part of it.
  ///
  /// - Throws: ``CredentialProblem`` when the rest is not printable ASCII without spaces at its edges, which no header,
  ///   query or path can carry unchanged (RFC 9110, section 5.5).
  public static func cleaned(
    _ raw: SecretBytes
  ) throws(CredentialProblem) -> (value: SecretBytes, removedLineBreak: Bool) {
    var bytes = raw.copy()
    defer { for index in bytes.indices { bytes[index] = 0 } }
    let before = bytes.count
    while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    let removed = bytes.count < before
    guard !bytes.isEmpty else { throw .empty }
    if bytes.starts(with: "-----BEGIN ".utf8) { throw .privateKey }
    if bytes.first == UInt8(ascii: "{"), String(decoding: bytes, as: UTF8.self).contains("\"private_key\"") {
      throw .serviceAccount
    }
    if bytes.contains(0x0A) || bytes.contains(0x0D) { throw .lineBreakInside }
    if let odd = bytes.firstIndex(where: { !(0x20...0x7E).contains($0) }) { throw .notPrintable(position: odd + 1) }
    if bytes.first == 0x20 || bytes.last == 0x20 { throw .edgeSpace }
    return (removed ? SecretBytes(bytes) : raw, removed)
  }
}

/// Why a value cannot be stored as a credential; the texts say where, never what.
public enum CredentialProblem: Error, Hashable, CustomStringConvertible {
  case empty
  case lineBreakInside
  case notPrintable(position: Int)
  case edgeSpace
  case privateKey
  case serviceAccount
  case missingField(String)

  public var description: String {
    switch self {
    case .empty: "the value is empty"
    case .lineBreakInside: "the value has a line break inside; paste one credential, on one line"
    case .notPrintable(let position):
      "character \(position) of the value is not printable ASCII, so no header can carry it; copy the credential again"
    case .edgeSpace: "the value begins or ends with a space; copy the credential without it"
    case .privateKey: "this is a private key; no request can carry it, so it cannot be stored yet"
    case .serviceAccount:
      "this is a service-account file; it signs tokens and is not sent itself, so it cannot be stored yet"
    case .missingField(let name): "the credential needs a value for \(name)"
    }
  }
}
