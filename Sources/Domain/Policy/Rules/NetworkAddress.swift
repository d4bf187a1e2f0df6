internal import Glibc

/// An IPv4 or IPv6 address. An IPv4 address that is written as IPv6 (`::ffff:10.0.0.1`) is the IPv4 address.
public struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16, in network order.
  public let bytes: [UInt8]

  /// The address of a call that was made on this machine, from the process itself or over its socket.
  public static let thisMachine = NetworkAddress(bytes: [127, 0, 0, 1])

  private init(bytes: [UInt8]) {
    let isMapped = bytes.count == 16 && bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
    self.bytes = isMapped ? Array(bytes.suffix(4)) : bytes
  }

  /// Reads what inet_pton(3) does; nil for anything else.
  public init?(_ text: String) {
    guard text.utf8.count <= 45 else { return nil }
    var four = in_addr()
    if unsafe inet_pton(AF_INET, text, &four) == 1 {
      self.init(bytes: unsafe withUnsafeBytes(of: &four) { unsafe Array($0) })
      return
    }
    var six = in6_addr()
    guard unsafe inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    self.init(bytes: unsafe withUnsafeBytes(of: &six) { unsafe Array($0) })
  }

  public var description: String {
    if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    return unsafe bytes.withUnsafeBytes { raw in
      unsafe inet_ntop(AF_INET6, raw.baseAddress, &text, socklen_t(text.count)).map { unsafe String(cString: $0) }
        ?? "?"
    }
  }
}

/// Addresses with a common beginning (CIDR, RFC 4632 and 4291): `10.0.0.0/8`, `fd00::/8`.
public struct AddressRange: Hashable, Sendable, CustomStringConvertible {
  public let base: NetworkAddress
  /// Bits of the common beginning.
  public let length: Int

  /// nil for what is no range. Bits behind the beginning are dropped; ``description`` shows what is meant.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let address = NetworkAddress(String(parts[0])) else { return nil }
    let width = address.bytes.count * 8
    var length = width
    if parts.count == 2 {
      guard !parts[1].isEmpty, parts[1].utf8.allSatisfy(\.isDigit), let number = Int(parts[1]) else { return nil }
      // A mapped address counts its bits as IPv6.
      length = parts[0].contains(":") && width == 32 ? number - 96 : number
    }
    guard (0...width).contains(length) else { return nil }
    var bytes = address.bytes
    for index in bytes.indices { bytes[index] &= Self.mask(length - index * 8) }
    guard let base = NetworkAddress(bytes.count == 4 ? bytes.map(String.init).joined(separator: ".") : Self.text(bytes))
    else { return nil }
    self.base = base
    self.length = length
  }

  public func contains(_ address: NetworkAddress) -> Bool {
    guard address.bytes.count == base.bytes.count else { return false }
    return base.bytes.indices.allSatisfy { address.bytes[$0] & Self.mask(length - $0 * 8) == base.bytes[$0] }
  }

  private static func mask(_ bits: Int) -> UInt8 { bits >= 8 ? 0xFF : bits <= 0 ? 0 : 0xFF << UInt8(8 - bits) }

  private static func text(_ bytes: [UInt8]) -> String {
    stride(from: 0, to: 16, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
      .joined(separator: ":")
  }

  public var description: String { "\(base)/\(length)" }
}
